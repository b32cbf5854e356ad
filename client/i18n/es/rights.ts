import { plural } from "../plural.ts";
import type { rights as en } from "../en/rights.ts";

const n = plural("es");

export const rights: typeof en = {
  title: "Mis datos",
  text: "Lo que se guarda de ti es tuyo: puedes verlo y llevártelo.",
  export: {
    title: "Llevármelo todo",
    text: "Un archivo (zip) con tu cuenta, consentimientos, fotos, plantillas, registros, anotaciones, solicitudes y quién miró qué. Guárdalo donde nadie más llegue: contiene fotos de tu rostro.",
    action: "Hacer mi archivo",
    under: "Haciendo tu archivo",
    progress: (done: string) => `${done} recibidos`,
    cancel: "Parar",
    done: (size: string) => `Tu archivo está guardado (${size}).`,
    offline: "Para esto hace falta conexión: todo viene del servidor.",
    signIn: "Antes inicia sesión otra vez: quien encuentre este teléfono abierto no debe llevarse tus fotos.",
  },
  looks: {
    title: "Quién ha mirado mis fotos",
    text: "Cada vez que se mira una foto o un documento tuyo se anota antes de mostrarlo.",
    link: "Quién ha mirado mis fotos",
    emptyTitle: "Nadie ha mirado",
    emptyText: "Cuando alguien abra una de tus fotos, o te lleves tus datos, constará aquí.",
    gone: "Una cuenta que ya no existe",
    you: "Tú",
    photos: (count) => n(count, "1 foto", "# fotos"),
    why: {
      enrolment: "Para confirmar tu enrolamiento",
      check_in: "Para decidir un registro",
      document: "Para responder a tu solicitud: su documento",
      export: "Te llevaste tus datos",
    },
    of: (course, when) => `${course}, registro del ${when}`,
  },
  withdraw: {
    stays: "Lo que se aceptó se queda en tu historial, y sigues sin tu rostro.",
    unsent: (count) =>
      n(
        count,
        "En este teléfono hay 1 registro sin decidir. Su foto también se destruye; el registro se envía y se pregunta a tu docente.",
        "En este teléfono hay # registros sin decidir. Sus fotos también se destruyen; los registros se envían y se pregunta a tus docentes.",
      ),
    done: "Tu consentimiento queda retirado. Los datos de tu rostro se destruyen aquí y en el servidor.",
    later:
      "Tu consentimiento queda retirado. Los datos de tu rostro se destruyen en este teléfono; el servidor seguirá en cuanto haya conexión.",
  },
  erased: {
    title: "Tu consentimiento está retirado",
    text: (count) =>
      n(
        count,
        "Los datos de tu rostro en este teléfono se han destruido. 1 registro que esperaba va sin su foto: se pide a tu docente que decida, y verás la respuesta en tu historial.",
        "Los datos de tu rostro en este teléfono se han destruido. # registros que esperaban van sin sus fotos: se pide a tus docentes que decidan, y verás las respuestas en tu historial.",
      ),
    read: "Lo he leído",
    item: "Retiraste tu consentimiento, así que su foto se destruyó. Se pregunta a tu docente.",
  },
};
