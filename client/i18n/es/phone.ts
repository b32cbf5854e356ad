import type { phone as english } from "../en/phone.ts";
import { plural } from "../plural.ts";

const n = plural("es");

/** Lo que le pasa a este teléfono como dispositivo del estudiante, y la salida. */
export const phone: typeof english = {
  trouble: {
    frozen: {
      short: "Bloqueado",
      title: "Este teléfono está bloqueado",
      text: "Sus registros se dividieron en dos historias. Ocurre cuando se copian o restauran los datos del navegador. Nada de lo recibido se pierde; lo que llegue ahora lo mira un docente.",
      next: "Avisa a tu docente, que hoy puede marcarte. Después registra este teléfono de nuevo.",
    },
    unknown: {
      short: "Ya no está registrado",
      title: "Este teléfono ya no está registrado",
      text: "El servidor no conoce su clave, o la clave ya no se puede usar. No se puede guardar ningún registro hasta registrarlo de nuevo; tu asistencia en el servidor sigue ahí.",
      next: "Registra este teléfono de nuevo. Es un momento y hace falta conexión.",
    },
    gone: {
      short: "Ya no está registrado",
      title: "Este teléfono ya no está registrado a tu nombre",
      text: "El navegador perdió la clave que firmaba tus registros. No se puede guardar ninguno hasta registrarlo de nuevo; tu asistencia en el servidor sigue ahí.",
      next: "Registra este teléfono de nuevo. Es un momento y hace falta conexión.",
    },
    gap: {
      short: "Registrado a tu nombre",
      title: "Un registro anterior ya no se puede leer aquí",
      text: "Se le dirá al servidor con la próxima conexión. El registro siguiente lo mira entonces tu docente; los demás cuentan como siempre.",
      next: "Avisa a tu docente del que se perdió: puede marcarte a mano.",
    },
  },
  anew: "Registrar este teléfono de nuevo",
  anewTitle: "¿Registrar este teléfono de nuevo?",
  anewText:
    "Recibe una clave nueva y durante un día tus registros cuentan como prueba más débil. Lo que firmó la clave anterior y ya está en el servidor se conserva.",
  anewUnsent: (count) =>
    n(
      count,
      "1 registro no ha llegado al servidor. Será rechazado cuando se cambie la clave: envíalo antes, o guárdalo en un archivo y enséñalo a tu docente.",
      "# registros no han llegado al servidor. Serán rechazados cuando se cambie la clave: envíalos antes, o guárdalos en un archivo y enséñalo a tu docente.",
    ),
  loss: {
    title: "El navegador borró lo que la app guardaba en este teléfono",
    unsent: (count, when) =>
      n(
        count,
        `1 registro no había llegado al servidor (${when}). Avisa a tu docente, que puede marcarte a mano.`,
        `# registros no habían llegado al servidor (${when}). Avisa a tu docente, que puede marcarte a mano.`,
      ),
    restored: (count) =>
      n(
        count,
        "1 de ellos vuelve a estar aquí, sin su foto: enséñalo a tu docente desde la lista o guárdalo en un archivo.",
        "# de ellos vuelven a estar aquí, sin sus fotos: enséñalos a tu docente desde la lista o guárdalos en un archivo.",
      ),
    none: (when) =>
      `No había nada pendiente de enviar (${when}). Tu asistencia en el servidor está completa.`,
    prevent:
      "Para que no se repita, añade la app a la pantalla de inicio o protege su almacenamiento en «Yo».",
    read: "Lo he leído",
  },
  next: {
    key: "La clave que lo firmó ya no está o ya no vale, así que no puede salir solo. Enséñalo a tu docente, que puede marcarte a mano, o guárdalo en un archivo.",
    gap: "Un registro anterior ya no se puede leer en este teléfono. Se le dirá al servidor con la próxima conexión, y entonces tu docente mira este.",
  },
};
