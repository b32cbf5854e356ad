import type { Language } from "../../shared/api/account.ts";
import type { Sentence } from "../../shared/errors.ts";
import type { OutcomeCode } from "../../shared/protocol/sync.ts";

type Pair = readonly [message: string, next: string];
const both = (en: Pair, es: Pair): Readonly<Record<Language, Sentence>> => ({
  en: { message: en[0], next: en[1] },
  es: { message: es[0], next: es[1] },
});

const wait = ["Nothing to do: it goes on by itself.", "No hay nada que hacer: sigue solo."] as const;
const looks = [
  "Your teacher looks at it and decides; you see the answer here.",
  "Tu docente lo mira y decide; verás aquí la respuesta.",
] as const;
const byHand = [
  "If you were in the room, tell your teacher, who can mark you by hand.",
  "Si estabas en el aula, díselo a tu docente, que puede anotarte a mano.",
] as const;

/** Why a check-in stands where it stands, and what to do next. Codes: OUTCOME_CODES of shared/protocol/sync.ts. */
export const OUTCOMES: Readonly<Record<OutcomeCode, Readonly<Record<Language, Sentence>>>> = {
  blob: both(
    [
      "The server has the check-in and waits for its photo.",
      "Keep the app open with a connection for a moment.",
    ],
    ["El servidor tiene el registro y espera su foto.", "Deja la app abierta con conexión un momento."],
  ),
  verify: both(
    ["The server is checking the photo.", wait[0]],
    ["El servidor está comprobando la foto.", wait[1]],
  ),
  meeting_unknown: both(
    [
      "The server does not know this meeting yet.",
      "Your teacher's device may still have to connect. Nothing is lost meanwhile.",
    ],
    [
      "El servidor aún no conoce esta sesión.",
      "Puede que falte conectar el dispositivo de tu docente. Mientras tanto nada se pierde.",
    ],
  ),
  roster: both(
    [
      "You are not on the roster of this course yet.",
      "Ask your teacher to add you; then this check-in goes on by itself.",
    ],
    [
      "Aún no estás en la lista de este curso.",
      "Pide a tu docente que te añada; después este registro sigue solo.",
    ],
  ),
  enrolment: both(
    ["Your enrolment is not confirmed yet.", "As soon as a person confirms it, this check-in is decided."],
    ["Tu enrolamiento aún no está confirmado.", "En cuanto alguien lo confirme, se decidirá este registro."],
  ),
  chain_hold: both(
    [
      "An earlier check-in of this phone has not arrived yet.",
      "Keep the app open with a connection, so that it can follow.",
    ],
    [
      "Falta por llegar un registro anterior de este teléfono.",
      "Deja la app abierta con conexión para que pueda llegar.",
    ],
  ),
  time_conflict: both(
    ["The times in the check-in do not fit together.", looks[0]],
    ["Las horas del registro no encajan.", looks[1]],
  ),
  time_backwards: both(
    ["This check-in says it is older than the one before it.", looks[0]],
    ["Este registro dice ser anterior al que le precede.", looks[1]],
  ),
  clock_back: both(
    ["The phone's clock was set back.", looks[0]],
    ["El reloj del teléfono se atrasó.", looks[1]],
  ),
  time_late: both(
    ["It arrived later than the course allows.", looks[0]],
    ["Llegó más tarde de lo que permite el curso.", looks[1]],
  ),
  chain_gap: both(
    ["A check-in before this one was lost on the phone, or never arrived.", looks[0]],
    ["Un registro anterior a este se perdió en el teléfono o nunca llegó.", looks[1]],
  ),
  code_window: both(
    ["The room code was at the edge of its time.", looks[0]],
    ["El código del aula estaba al límite de su tiempo.", looks[1]],
  ),
  emb_mismatch: both(
    ["The server measured the photo differently from your phone.", `${looks[0]} Keep the app up to date.`],
    ["El servidor midió la foto de otro modo que tu teléfono.", `${looks[1]} Mantén la app actualizada.`],
  ),
  landmarks: both(
    ["Eyes, nose and mouth were not found where your phone saw them.", looks[0]],
    ["No se encontraron ojos, nariz y boca donde los vio tu teléfono.", looks[1]],
  ),
  face_doubtful: both(
    ["The face could be yours, but it is not clear enough.", `${looks[0]} More light helps next time.`],
    [
      "El rostro podría ser el tuyo, pero no es lo bastante claro.",
      `${looks[1]} La próxima vez, más luz ayuda.`,
    ],
  ),
  faces_many: both(
    ["There is more than one face in the photo.", `${looks[0]} Next time, step aside a little.`],
    ["En la foto hay más de un rostro.", `${looks[1]} La próxima vez, apártate un poco.`],
  ),
  pad: both(
    ["It is not certain that a living face was before the camera.", looks[0]],
    ["No es seguro que hubiera un rostro vivo ante la cámara.", looks[1]],
  ),
  duplicate_photo: both(
    ["This photo, or nearly the same, was used before.", looks[0]],
    ["Esta foto, o casi la misma, ya se usó antes.", looks[1]],
  ),
  evidence: both(
    ["The check-in alone is not enough evidence.", looks[0]],
    ["El registro por sí solo no es evidencia suficiente.", looks[1]],
  ),
  contested: both(
    ["Your teacher had marked you before this check-in was accepted.", looks[0]],
    ["Tu docente te había anotado antes de que se aceptara este registro.", looks[1]],
  ),
  to_confirm: both(
    ["It counts when a teacher confirms it.", "Nothing to do: your teacher confirms it in the room."],
    ["Cuenta cuando un docente lo confirma.", "No hay nada que hacer: tu docente lo confirma en el aula."],
  ),
  face_expected: both(
    ["It came without a photo, and this student's face is enrolled.", looks[0]],
    ["Llegó sin foto, y el rostro de este estudiante está enrolado.", looks[1]],
  ),
  frozen: both(
    ["The check-ins of this phone are frozen.", "Speak to your teacher; nothing that was received is lost."],
    [
      "Los registros de este teléfono están bloqueados.",
      "Habla con tu docente; nada de lo recibido se pierde.",
    ],
  ),
  bad_signature: both(
    ["The signature of the check-in is not right.", `Update the app. ${byHand[0]}`],
    ["La firma del registro no es correcta.", `Actualiza la app. ${byHand[1]}`],
  ),
  bad_entry: both(
    ["The server cannot read this check-in.", `Update the app. ${byHand[0]}`],
    ["El servidor no puede leer este registro.", `Actualiza la app. ${byHand[1]}`],
  ),
  unknown_device: both(
    ["This phone was not registered when it signed.", `Register it under “Me”. ${byHand[0]}`],
    ["Este teléfono no estaba registrado al firmar.", `Regístralo en «Yo». ${byHand[1]}`],
  ),
  device_revoked: both(
    [
      "Another phone has taken the place of this one.",
      `Use the newer phone, or register this one again under “Me”. ${byHand[0]}`,
    ],
    [
      "Otro teléfono ocupó el lugar de este.",
      `Usa el más reciente, o registra este de nuevo en «Yo». ${byHand[1]}`,
    ],
  ),
  wrong_student: both(
    ["This check-in was signed for another account.", `Sign in as yourself on this phone. ${byHand[0]}`],
    [
      "Este registro se firmó para otra cuenta.",
      `Inicia sesión con tu cuenta en este teléfono. ${byHand[1]}`,
    ],
  ),
  not_enrolled: both(
    ["You had no confirmed enrolment.", `Enrol your face, then check in again. ${byHand[0]}`],
    ["No tenías un enrolamiento confirmado.", `Enrola tu rostro y regístrate otra vez. ${byHand[1]}`],
  ),
  meeting_not_open: both(
    ["The meeting was not open when the photo was taken.", byHand[0]],
    ["La sesión no estaba abierta cuando se tomó la foto.", byHand[1]],
  ),
  code_expired: both(
    ["The room code was outside the time of the meeting.", byHand[0]],
    ["El código del aula estaba fuera del tiempo de la sesión.", byHand[1]],
  ),
  code_wrong: both(
    ["The room code was not that of this meeting.", `Take the code that is on the wall now. ${byHand[0]}`],
    ["El código no era el de esta sesión.", `Usa el código que se muestra ahora. ${byHand[1]}`],
  ),
  code_missing: both(
    ["This course asks for the room code.", `Check in again with the code. ${byHand[0]}`],
    ["Este curso pide el código del aula.", `Regístrate otra vez con el código. ${byHand[1]}`],
  ),
  seq_fork: both(
    [
      "Two different check-ins carry the same number; the phone was frozen.",
      "Speak to your teacher; nothing that was received is lost.",
    ],
    [
      "Dos registros distintos llevan el mismo número; el teléfono quedó bloqueado.",
      "Habla con tu docente; nada de lo recibido se pierde.",
    ],
  ),
  replayed: both(
    ["This check-in was sent before, from elsewhere.", byHand[0]],
    ["Este registro ya se envió antes, desde otro sitio.", byHand[1]],
  ),
  photo_undecodable: both(
    ["The photo could not be read.", `Check in again. ${byHand[0]}`],
    ["La foto no se pudo leer.", `Regístrate otra vez. ${byHand[1]}`],
  ),
  photo_too_large: both(
    ["The photo is larger than allowed.", `Update the app and check in again. ${byHand[0]}`],
    ["La foto es mayor de lo permitido.", `Actualiza la app y regístrate otra vez. ${byHand[1]}`],
  ),
  photo_mismatch: both(
    ["The photo is not the one that was signed.", `Check in again. ${byHand[0]}`],
    ["La foto no es la que se firmó.", `Regístrate otra vez. ${byHand[1]}`],
  ),
  no_face: both(
    ["The server found no face in the photo.", `Check in again with more light. ${byHand[0]}`],
    ["El servidor no encontró ningún rostro en la foto.", `Regístrate otra vez con más luz. ${byHand[1]}`],
  ),
  face_mismatch: both(
    [
      "The face is not the one that was enrolled.",
      `Check in again with more light, straight ahead. ${byHand[0]}`,
    ],
    ["El rostro no es el que se enroló.", `Regístrate otra vez con más luz y de frente. ${byHand[1]}`],
  ),
};
