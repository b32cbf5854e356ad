import type { Sentences } from "./sentence.ts";

export const es: Sentences = {
  bad_request: ["Algo en la petición no es como debería.", "Revisa lo que escribiste e inténtalo de nuevo."],
  sign_in_needed: ["No has iniciado sesión.", "Inicia sesión e inténtalo de nuevo."],
  wrong_credentials: [
    "El correo y la contraseña no coinciden.",
    "Revísalos, o pide a un administrador un enlace para restablecerla.",
  ],
  sign_in_again: [
    "Para este paso hace falta un inicio de sesión reciente.",
    "Inicia sesión otra vez; es un momento.",
  ],
  bad_signature: [
    "La firma del dispositivo no corresponde a la petición.",
    "Actualiza la app; si persiste, registra este dispositivo de nuevo.",
  ],
  device_unknown: [
    "Este dispositivo no está registrado, o ya no lo está.",
    "Inicia sesión y registra este dispositivo de nuevo.",
  ],
  forbidden: ["Tu rol no permite esto.", "Pídelo a un docente del curso o a un administrador."],
  consent_needed: [
    "Hace falta tu consentimiento antes de tomar cualquier foto.",
    "Lee el texto de consentimiento y decide; también hay una vía sin el rostro.",
  ],
  not_found: ["Aquí no hay nada, o no te corresponde verlo.", "Vuelve y elige de nuevo."],
  photo_unwanted: [
    "Ningún registro espera esta foto, o no hay consentimiento para ella.",
    "No hay nada que hacer; el registro sigue sin ella.",
  ],
  method_not_allowed: ["Esta dirección no admite ese tipo de petición.", "Actualiza la app."],
  email_taken: [
    "No se puede registrar este correo.",
    "Si es tuyo, inicia sesión, o pide a un administrador un enlace para restablecer la contraseña.",
  ],
  conflict: ["Alguien cambió esto mientras tanto.", "Míralo de nuevo y repite tu cambio si aún procede."],
  second_person: [
    "Ya diste tu acuerdo, y nadie sustituye a solas las fotos de un estudiante.",
    "Pide a otro docente del estudiante o a un administrador que también las mire.",
  ],
  biometrics_stopped: [
    "Tu institución ha detenido el reconocimiento facial y destruye todos los datos de rostros.",
    "Los registros siguen sin el rostro, y la asistencia se conserva.",
  ],
  stop_phrase: ["Esas no son las palabras que lo confirman.", "Escríbelas exactamente como se muestran."],
  stop_second: [
    "Otra persona administradora debe confirmar lo que propusiste.",
    "Pide a una de ellas que abra esta pantalla.",
  ],
  chain_fork: [
    "Los registros de este dispositivo se dividieron en dos historias y quedó bloqueado.",
    "Habla con tu docente; nada de lo recibido se pierde.",
  ],
  device_of_another: [
    "Este dispositivo ya pertenece a otro estudiante este periodo.",
    "Usa tu propio teléfono, o la vía sin el rostro.",
  ],
  enrolment_open: [
    "Ya hay un enrolamiento tuyo en revisión.",
    "Espera la respuesta, o pregunta a tu docente.",
  ],
  grades_locked: [
    "Las calificaciones de este curso están cerradas.",
    "Un administrador puede cambiar la fecha del cierre; queda constancia de quién lo hizo.",
  ],
  request_state: [
    "Esta solicitud ya se respondió o se retiró, o ya hay otra.",
    "Vuelve a mirarla; si hace falta, envía otra.",
  ],
  attachment_type: [
    "Solo se pueden adjuntar archivos PDF, JPEG, PNG y WebP.",
    "Guarda el documento en uno de estos formatos y adjúntalo de nuevo.",
  ],
  meeting_state: ["El estado de la sesión no permite esto.", "Recarga la sesión y mira su estado."],
  name_taken: ["Ya hay uno con este nombre.", "Elige otro nombre, o cambia el que hay."],
  in_use: [
    "Está en uso, así que no se puede borrar.",
    "Primero da otro a las horas y sesiones que lo usan; lo que ya tuvo lugar conserva el suyo.",
  ],
  roster_code_needed: [
    "Un docente ya puso este correo en la lista de un curso.",
    "Escribe también el código de ese curso; lo tiene tu docente.",
  ],
  claim_waits: [
    "Tu docente aún tiene que decir que esta cuenta es tuya.",
    "Tu correo estaba en una lista antes de que te registraras. Pide a tu docente, o a un administrador, que mire la lista del curso.",
  ],
  link_spent: ["Este enlace ya se usó o caducó.", "Pide uno nuevo a un administrador."],
  too_large: ["Eso es demasiado grande.", "Envía menos de una vez; una foto puede tener 512 kB."],
  import_too_large: [
    "Este archivo es demasiado grande para una lista.",
    "Puede tener 12 MB; quita las columnas y hojas que no hagan falta.",
  ],
  unsupported_type: ["Este tipo de contenido no se admite aquí.", "Actualiza la app."],
  photo_mismatch: ["Los bytes de la foto no son los anunciados.", "Toma la foto de nuevo."],
  join_code_unknown: ["Ningún curso tiene este código.", "Comprueba los ocho caracteres con tu docente."],
  no_such_account: [
    "Nadie está registrado con este correo.",
    "Pide a la persona que se registre, o dale el código del curso.",
  ],
  import_unreadable: [
    "Este archivo no es un texto CSV ni un libro de Excel (.xlsx) que se pueda leer.",
    "Ábrelo en tu hoja de cálculo, guárdalo como .xlsx o CSV, y elige ese archivo.",
  ],
  import_too_many: ["Este archivo tiene más de 50 000 filas.", "Divídelo; no se incorporó nada."],
  setup_code_wrong: [
    "El código de instalación no es correcto, o ya se usó.",
    "Búscalo en lo que imprimió el primer arranque.",
  ],
  client_too_old: [
    "Esta versión de la app es demasiado antigua para el servidor.",
    "Actualiza la app; tus registros se conservan.",
  ],
  report_large: [
    "Este informe es grande.",
    "Haz que se prepare en segundo plano; te esperará en «Informes».",
  ],
  report_not_ready: [
    "Este informe aún no está listo.",
    "Mira de nuevo en un momento; su progreso se ve en «Informes».",
  ],
  too_many: [
    "Fueron demasiados intentos en poco tiempo.",
    "Espera un poco; la app lo intenta sola de nuevo.",
  ],
  internal: [
    "Algo falló en el servidor. Nada de lo aceptado se pierde.",
    "Inténtalo de nuevo; si persiste, da al administrador el número de petición.",
  ],
  unavailable: [
    "El servidor está ocupado o le falta una parte.",
    "Nada se pierde; la app lo intenta sola de nuevo.",
  ],
  recognition_unavailable: [
    "El reconocimiento no está disponible en este servidor: faltan sus modelos.",
    "El administrador encuentra qué hacer en el registro del servidor.",
  ],
};
