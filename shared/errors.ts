import type { Language } from "./api/account.ts";

/**
 * The one catalogue of problems: code → HTTP status and, in each language, a sentence for a person and what to do next.
 * Every refusal of the server is `{error: {code, message, next}}` with one of these.
 */
export interface Sentence {
  readonly message: string;
  readonly next: string;
}
export interface Problem extends Readonly<Record<Language, Sentence>> {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 426 | 429 | 500 | 503;
}

const problem = (status: Problem["status"], en: [string, string], es: [string, string]): Problem => ({
  status,
  en: { message: en[0], next: en[1] },
  es: { message: es[0], next: es[1] },
});

export const PROBLEMS = {
  bad_request: problem(
    400,
    ["Something in the request is not as it should be.", "Check what you entered and try again."],
    ["Algo en la petición no es como debería.", "Revisa lo que escribiste e inténtalo de nuevo."],
  ),
  sign_in_needed: problem(
    401,
    ["You are not signed in.", "Sign in and try again."],
    ["No has iniciado sesión.", "Inicia sesión e inténtalo de nuevo."],
  ),
  wrong_credentials: problem(
    401,
    [
      "The e-mail address and the password do not match.",
      "Check both, or ask an administrator for a reset link.",
    ],
    [
      "El correo y la contraseña no coinciden.",
      "Revísalos, o pide a un administrador un enlace para restablecerla.",
    ],
  ),
  sign_in_again: problem(
    401,
    ["For this step your sign-in must be fresh.", "Sign in again; it takes a moment."],
    ["Para este paso hace falta un inicio de sesión reciente.", "Inicia sesión otra vez; es un momento."],
  ),
  bad_signature: problem(
    401,
    [
      "The device's signature does not fit the request.",
      "Update the app; if it stays, register this device again.",
    ],
    [
      "La firma del dispositivo no corresponde a la petición.",
      "Actualiza la app; si persiste, registra este dispositivo de nuevo.",
    ],
  ),
  device_unknown: problem(
    401,
    ["This device is not registered, or no longer.", "Sign in and register this device again."],
    [
      "Este dispositivo no está registrado, o ya no lo está.",
      "Inicia sesión y registra este dispositivo de nuevo.",
    ],
  ),
  forbidden: problem(
    403,
    ["Your role does not allow this.", "Ask a teacher of the course or an administrator."],
    ["Tu rol no permite esto.", "Pídelo a un docente del curso o a un administrador."],
  ),
  consent_needed: problem(
    403,
    [
      "Your consent is needed before any photo is taken.",
      "Read the consent text and decide; there is a way without a face too.",
    ],
    [
      "Hace falta tu consentimiento antes de tomar cualquier foto.",
      "Lee el texto de consentimiento y decide; también hay una vía sin el rostro.",
    ],
  ),
  not_found: problem(
    404,
    ["There is nothing here, or it is not yours to see.", "Go back and choose again."],
    ["Aquí no hay nada, o no te corresponde verlo.", "Vuelve y elige de nuevo."],
  ),
  method_not_allowed: problem(
    405,
    ["This address does not take that kind of request.", "Update the app."],
    ["Esta dirección no admite ese tipo de petición.", "Actualiza la app."],
  ),
  email_taken: problem(
    409,
    [
      "This address cannot be registered.",
      "If it is yours, sign in instead, or ask an administrator for a reset link.",
    ],
    [
      "No se puede registrar este correo.",
      "Si es tuyo, inicia sesión, o pide a un administrador un enlace para restablecer la contraseña.",
    ],
  ),
  conflict: problem(
    409,
    ["Someone changed this in the meantime.", "Look at it again and repeat your change if it still fits."],
    ["Alguien cambió esto mientras tanto.", "Míralo de nuevo y repite tu cambio si aún procede."],
  ),
  second_person: problem(
    409,
    [
      "You have agreed to this already, and nobody replaces a student's photos alone.",
      "Ask another teacher of the student or an administrator to look at them, too.",
    ],
    [
      "Ya diste tu acuerdo, y nadie sustituye a solas las fotos de un estudiante.",
      "Pide a otro docente del estudiante o a un administrador que también las mire.",
    ],
  ),
  biometrics_stopped: problem(
    409,
    [
      "Your institution has stopped face recognition and destroys all face data.",
      "Check in without your face; your attendance is kept.",
    ],
    [
      "Tu institución ha detenido el reconocimiento facial y destruye todos los datos de rostros.",
      "Registra tu asistencia sin el rostro; tu asistencia se conserva.",
    ],
  ),
  stop_phrase: problem(
    422,
    ["These are not the words that confirm it.", "Type them exactly as they are shown."],
    ["Esas no son las palabras que lo confirman.", "Escríbelas exactamente como se muestran."],
  ),
  stop_second: problem(
    409,
    ["Another administrator must confirm what you proposed.", "Ask one of them to open this screen."],
    [
      "Otra persona administradora debe confirmar lo que propusiste.",
      "Pide a una de ellas que abra esta pantalla.",
    ],
  ),
  chain_fork: problem(
    409,
    [
      "This device's check-ins have split into two histories, so it was frozen.",
      "Speak to your teacher; nothing that was received is lost.",
    ],
    [
      "Los registros de este dispositivo se dividieron en dos historias y quedó bloqueado.",
      "Habla con tu docente; nada de lo recibido se pierde.",
    ],
  ),
  device_of_another: problem(
    409,
    [
      "This device already belongs to another student this term.",
      "Use your own phone, or the way without a face.",
    ],
    [
      "Este dispositivo ya pertenece a otro estudiante este periodo.",
      "Usa tu propio teléfono, o la vía sin el rostro.",
    ],
  ),
  enrolment_open: problem(
    409,
    ["An enrolment of yours is already being looked at.", "Wait for the answer, or ask your teacher."],
    ["Ya hay un enrolamiento tuyo en revisión.", "Espera la respuesta, o pregunta a tu docente."],
  ),
  grades_locked: problem(
    409,
    [
      "The grades of this course are locked.",
      "An administrator can move the date of the lock; it is written down who did.",
    ],
    [
      "Las calificaciones de este curso están cerradas.",
      "Un administrador puede cambiar la fecha del cierre; queda constancia de quién lo hizo.",
    ],
  ),
  request_state: problem(
    409,
    [
      "This request was answered or withdrawn, or there is one already.",
      "Look at it again; ask anew if need be.",
    ],
    [
      "Esta solicitud ya se respondió o se retiró, o ya hay otra.",
      "Vuelve a mirarla; si hace falta, envía otra.",
    ],
  ),
  attachment_type: problem(
    415,
    [
      "Only PDF, JPEG, PNG and WebP files can be attached.",
      "Save the document as one of these and attach it again.",
    ],
    [
      "Solo se pueden adjuntar archivos PDF, JPEG, PNG y WebP.",
      "Guarda el documento en uno de estos formatos y adjúntalo de nuevo.",
    ],
  ),
  meeting_state: problem(
    409,
    ["The meeting is not in a state that allows this.", "Reload the meeting and look at its state."],
    ["El estado de la sesión no permite esto.", "Recarga la sesión y mira su estado."],
  ),
  name_taken: problem(
    409,
    ["There is one with this name already.", "Choose another name, or change that one."],
    ["Ya hay uno con este nombre.", "Elige otro nombre, o cambia el que hay."],
  ),
  in_use: problem(
    409,
    [
      "It is in use, so it cannot be deleted.",
      "First give the slots and meetings that use it another one; what took place keeps its own.",
    ],
    [
      "Está en uso, así que no se puede borrar.",
      "Primero da otro a las horas y sesiones que lo usan; lo que ya tuvo lugar conserva el suyo.",
    ],
  ),
  roster_code_needed: problem(
    409,
    [
      "A teacher has put this e-mail address on a course's roster already.",
      "Enter the join code of that course as well; your teacher has it.",
    ],
    [
      "Un docente ya puso este correo en la lista de un curso.",
      "Escribe también el código de ese curso; lo tiene tu docente.",
    ],
  ),
  claim_waits: problem(
    403,
    [
      "Your teacher has yet to say that this account is yours.",
      "Your address stood on a roster before you registered. Ask your teacher to look at the course’s roster.",
    ],
    [
      "Tu docente aún tiene que decir que esta cuenta es tuya.",
      "Tu correo estaba en una lista antes de que te registraras. Pide a tu docente que mire la lista del curso.",
    ],
  ),
  link_spent: problem(
    410,
    ["This link was already used or has run out.", "Ask an administrator for a new one."],
    ["Este enlace ya se usó o caducó.", "Pide uno nuevo a un administrador."],
  ),
  too_large: problem(
    413,
    ["That is too large.", "Send less at a time; a photo may have 512 kB."],
    ["Eso es demasiado grande.", "Envía menos de una vez; una foto puede tener 512 kB."],
  ),
  import_too_large: problem(
    413,
    [
      "This file is too large for a roster.",
      "It may have 12 MB; remove columns and sheets that are not needed.",
    ],
    [
      "Este archivo es demasiado grande para una lista.",
      "Puede tener 12 MB; quita las columnas y hojas que no hagan falta.",
    ],
  ),
  unsupported_type: problem(
    415,
    ["This kind of content is not taken here.", "Update the app."],
    ["Este tipo de contenido no se admite aquí.", "Actualiza la app."],
  ),
  photo_mismatch: problem(
    422,
    ["The photo's bytes are not those that were announced.", "Take the photo again."],
    ["Los bytes de la foto no son los anunciados.", "Toma la foto de nuevo."],
  ),
  join_code_unknown: problem(
    422,
    ["No course has this code.", "Check the eight characters with your teacher."],
    ["Ningún curso tiene este código.", "Comprueba los ocho caracteres con tu docente."],
  ),
  no_such_account: problem(
    422,
    [
      "Nobody is registered with this e-mail address.",
      "Ask the person to register first, or give them the join code.",
    ],
    [
      "Nadie está registrado con este correo.",
      "Pide a la persona que se registre, o dale el código del curso.",
    ],
  ),
  import_unreadable: problem(
    422,
    [
      "This file is neither a CSV text nor an Excel workbook (.xlsx) that can be read.",
      "Open it in your spreadsheet program, save it as .xlsx or CSV, and choose that file.",
    ],
    [
      "Este archivo no es un texto CSV ni un libro de Excel (.xlsx) que se pueda leer.",
      "Ábrelo en tu hoja de cálculo, guárdalo como .xlsx o CSV, y elige ese archivo.",
    ],
  ),
  import_too_many: problem(
    422,
    ["This file has more than 50,000 rows.", "Split it; nothing was taken over."],
    ["Este archivo tiene más de 50 000 filas.", "Divídelo; no se incorporó nada."],
  ),
  setup_code_wrong: problem(
    422,
    ["The set-up code is not right, or was used.", "Look for it in what the first start printed."],
    [
      "El código de instalación no es correcto, o ya se usó.",
      "Búscalo en lo que imprimió el primer arranque.",
    ],
  ),
  client_too_old: problem(
    426,
    ["This version of the app is too old for the server.", "Update the app; your check-ins are kept."],
    [
      "Esta versión de la app es demasiado antigua para el servidor.",
      "Actualiza la app; tus registros se conservan.",
    ],
  ),
  report_large: problem(
    409,
    ["This report is large.", "Have it made in the background; it waits for you under “Reports”."],
    ["Este informe es grande.", "Haz que se prepare en segundo plano; te esperará en «Informes»."],
  ),
  report_not_ready: problem(
    409,
    ["This report is not ready.", "Look again in a moment; its progress is shown under “Reports”."],
    ["Este informe aún no está listo.", "Mira de nuevo en un momento; su progreso se ve en «Informes»."],
  ),
  too_many: problem(
    429,
    ["That was too often in a short time.", "Wait a little; the app tries again by itself."],
    ["Fueron demasiados intentos en poco tiempo.", "Espera un poco; la app lo intenta sola de nuevo."],
  ),
  internal: problem(
    500,
    [
      "Something went wrong on the server. Nothing that was accepted is lost.",
      "Try again; if it stays, tell the administrator the request number.",
    ],
    [
      "Algo falló en el servidor. Nada de lo aceptado se pierde.",
      "Inténtalo de nuevo; si persiste, da al administrador el número de petición.",
    ],
  ),
  unavailable: problem(
    503,
    ["The server is busy or a part of it is away.", "Nothing is lost; the app tries again by itself."],
    ["El servidor está ocupado o le falta una parte.", "Nada se pierde; la app lo intenta sola de nuevo."],
  ),
  recognition_unavailable: problem(
    503,
    [
      "Recognition is not available on this server: its model files are missing.",
      "The administrator finds what to do in the server's log.",
    ],
    [
      "El reconocimiento no está disponible en este servidor: faltan sus modelos.",
      "El administrador encuentra qué hacer en el registro del servidor.",
    ],
  ),
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof PROBLEMS;
