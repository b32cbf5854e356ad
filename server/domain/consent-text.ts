/**
 * The consent to face recognition, word by word. A text is never edited: a change is a new version, and whoever agreed to
 * an older one is asked again.
 */
import type { Language } from "../../shared/api/account.ts";
import type { ConsentText } from "../../shared/api/enrolment.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";

/** The version in force. */
export const CONSENT_VERSION = "2026-11-2";

const TEXTS: Readonly<Record<Language, { title: string; paragraphs: readonly string[] }>> = {
  en: {
    title: "May Presente recognise your face to take the roll?",
    paragraphs: [
      "You decide freely. Presente can take your attendance with your face or without it. Whichever way you choose counts the same, and your classmates do not see which one it was.",
      "What is taken. When you enrol: five photos of your face. At each check-in: one photo, taken by the camera at that moment, with the time and the signature of your phone. From each photo a list of numbers is computed (an embedding) that allows it to be compared with others. A face used to recognise someone is biometric data, which the law protects especially (in the European Union, article 9 of the GDPR); that is why we ask before the first photo.",
      "What for. Only to check that the person who checks in to a class is you. Each check-in is compared with your own enrolment photos. Nobody looks for moods, attention or health in your face, neither now nor later, and nothing is sold, published or used to train models.",
      "Where it is kept. On your phone, and on the server that your university runs. Recognition runs on both, with no outside service: no photo is sent to another company.",
      "How long. Enrolment photos, check-in photos and their embeddings are kept while your consent stands: until you withdraw it, or earlier if your university sets an earlier end. Photos of an enrolment that was not accepted are deleted at once.",
      "Who sees it. A teacher of one of your courses, or an administrator, looks once at your enrolment to confirm that it is you. A teacher of the course may look at the photo of a check-in that could not be decided automatically. Each look is written down: who, what and when. Other students see nothing.",
      "How it is decided. A clear match marks you present. A doubtful one is decided by your teacher. A face that is not recognised never makes you absent by itself, and you can ask your teacher to look again at any mark.",
      "You can withdraw at any time, under Me in the app, without giving a reason and without any disadvantage. Your photos and embeddings, on the server and in the app, are then deleted at once. What stays is the record that you attended, as for everybody.",
      "The way without a face. In the room you tap once in the app, without the camera, and your teacher confirms it on the list. It works without network too, takes no longer, and is a mark like any other. Nobody will ask why.",
      "Your rights. You may see what is kept of you, have it corrected or deleted, take a copy, object, and complain to the data protection authority. Ask your university's data protection officer or an administrator of this installation.",
    ],
  },
  es: {
    title: "¿Puede Presente reconocer tu rostro para pasar lista?",
    paragraphs: [
      "La decisión es libre. Presente puede tomar tu asistencia con el rostro o sin él. Elijas lo que elijas, cuenta igual, y tus compañeros no ven cuál fue.",
      "Qué se toma. Al enrolarte: cinco fotos de tu rostro. En cada registro de asistencia: una foto, tomada por la cámara en ese momento, con la hora y la firma de tu teléfono. De cada foto se calcula una lista de números (un «embedding») que permite compararla con otras. Un rostro usado para reconocer a alguien es un dato biométrico, que la ley protege de forma especial (en la Unión Europea, el artículo 9 del RGPD); por eso preguntamos antes de la primera foto.",
      "Para qué. Solo para comprobar que quien registra su asistencia a una clase eres tú. Cada registro se compara con tus propias fotos de enrolamiento. Nadie busca en tu rostro estados de ánimo, atención ni salud, ni ahora ni después, y nada se vende, se publica ni se usa para entrenar modelos.",
      "Dónde se guarda. En tu teléfono y en el servidor que administra tu universidad. El reconocimiento se hace en ambos, sin ningún servicio externo: ninguna foto se envía a otra empresa.",
      "Cuánto tiempo. Las fotos de enrolamiento, las de los registros y sus embeddings se guardan mientras tu consentimiento esté vigente: hasta que lo retires, o antes si tu universidad fija un final anterior. Las fotos de un enrolamiento que no se aceptó se borran en el acto.",
      "Quién lo ve. Un docente de uno de tus cursos, o un administrador, mira una vez tu enrolamiento para confirmar que eres tú. Un docente del curso puede mirar la foto de un registro que no se pudo decidir automáticamente. Cada consulta queda anotada: quién, qué y cuándo. Los demás estudiantes no ven nada.",
      "Cómo se decide. Una coincidencia clara te marca presente. Una dudosa la decide tu docente. Que un rostro no se reconozca nunca te pone ausente por sí solo, y puedes pedir a tu docente que revise cualquier marca.",
      "Puedes retirar el consentimiento en cualquier momento, en «Yo» dentro de la app, sin dar motivos y sin ninguna desventaja. Tus fotos y embeddings, en el servidor y en la app, se borran entonces en el acto. Queda el registro de que asististe, como el de todos.",
      "La vía sin rostro. En el aula das un toque en la app, sin cámara, y tu docente lo confirma en la lista. Funciona también sin red, no tarda más y es una marca como cualquier otra. Nadie preguntará por qué.",
      "Tus derechos. Puedes ver lo que se guarda de ti, pedir que se corrija o se borre, llevarte una copia, oponerte y reclamar ante la autoridad de protección de datos. Pregunta a la persona delegada de protección de datos de tu universidad o a un administrador de esta instalación.",
    ],
  },
};

/** The text in force with its digest: over version, language and paragraphs, joined by newlines. */
export async function consentText(language: Language): Promise<ConsentText> {
  const { title, paragraphs } = TEXTS[language];
  const digest = await sha256(utf8([CONSENT_VERSION, language, ...paragraphs].join("\n")));
  return { version: CONSENT_VERSION, language, title, paragraphs: [...paragraphs], sha256: digest };
}
