import type { carry as english } from "../en/carry.ts";
import { plural } from "../plural.ts";

const n = plural("es");

/** Registros que viajan en otro teléfono o en un archivo, y lo que espera. */
export const carry: typeof english = {
  show: {
    title: "Enseñar a tu docente",
    action: "Enseñar a tu docente",
    text: "¿Sin red? El teléfono de tu docente toma este registro de tu pantalla y lo lleva al servidor.",
    how: [
      "Sube el brillo y mantén quieto el teléfono.",
      "Tu docente abre «Llevar» y apunta la cámara aquí, hasta que diga que están todas las partes.",
      "Conserva el registro en tu teléfono. La foto sigue sola cuando tengas conexión.",
    ],
    part: (at, of) => `Código ${at} de ${of}`,
    label: (course, at, of) => `Registro en ${course}, código ${at} de ${of}`,
    previous: "Código anterior",
    next: "Código siguiente",
    pause: "Pausar",
    play: "Reproducir",
    arrivedTitle: "El servidor ya tiene este registro",
    arrivedText: "Ya no hay nada que llevar.",
    missingTitle: "Este registro no está en este teléfono",
    missingText: "Ábrelo en el teléfono que lo tomó.",
  },
  next: {
    queued:
      "Sale solo cuando haya conexión. No hace falta esperar: enséñalo a tu docente o guárdalo en un archivo.",
    sent: "La app pregunta sola de nuevo; nada cuenta dos veces. No hace falta esperar: enséñalo a tu docente.",
    set_aside:
      "Actualiza la app; se intenta otra vez al abrirla. O guárdalo en un archivo y dáselo a tu docente.",
  },
  unsent: {
    since: (when) => `El más antiguo es de ${when}.`,
    save: "Guardar los registros sin enviar en un archivo",
    saveHint:
      "Un docente o administrador puede llevar el archivo al servidor. De este teléfono no se borra nada.",
    held: {
      update:
        "El servidor pide una versión más nueva de la app. Actualízala; hasta entonces todo se conserva.",
    },
  },
  carriedBy: "Llevado por",
  scan: {
    nav: "Llevar",
    title: "Llevar registros",
    text: "Para estudiantes sin red: sus registros viajan en tu teléfono y cuentan desde que llegan al servidor.",
    noCamera: [
      "Conecta una cámara o abre Presente en tu teléfono.",
      "O pide al estudiante que guarde los registros en un archivo y elígelo abajo.",
    ],
    onlyStaff: "Llevan registros quienes enseñan o ayudan en un curso.",
    start: "Encender la cámara",
    stop: "Apagar la cámara",
    video: "Imagen de la cámara",
    hint: "El estudiante abre «Mi asistencia» y toca «Enseñar a tu docente».",
    looking: "Mantén el código del estudiante dentro del marco.",
    part: (have, of) => `${have} de ${of}`,
    partText: "Sigue así hasta que estén todas las partes.",
    kept: "Completo. El registro queda en este teléfono.",
    known: "Este registro ya está aquí. El siguiente, por favor.",
    damaged: "Las partes no encajan. Espera: se leen de nuevo.",
    foreign: "Este es otro tipo de código.",
    count: (count) => n(count, "1 tomado ahora", "# tomados ahora"),
  },
  file: {
    title: "De un archivo",
    text: "¿Un estudiante guardó en un archivo sus registros sin enviar? Elígelo aquí: registros y fotos se llevan al servidor.",
    choose: "Elegir el archivo",
    taken: (count) => n(count, "1 registro tomado del archivo.", "# registros tomados del archivo."),
    nothingNew: "Todo lo de este archivo ya está aquí.",
    damaged: (count) =>
      n(
        count,
        "1 parte del archivo estaba dañada y se dejó fuera.",
        "# partes del archivo estaban dañadas y se dejaron fuera.",
      ),
  },
  list: {
    title: "En este teléfono",
    none: "Aún no llevas nada.",
    waiting: (count) => n(count, "1 espera conexión", "# esperan conexión"),
    photos: (size) => `Quedan ${size} de fotos por enviar`,
    unnamed: (when) => `Registro tomado a las ${when}`,
    fingerprint: "Huella",
    states: {
      queued: "En este teléfono",
      received: "En el servidor",
      refused: "Rechazado",
      set_aside: "El servidor no pudo leerlo",
    },
    keptAt: (when) => `Tomado ${when}`,
    elsewhere: "Recibido. No es de un curso tuyo, así que no se dice más.",
    clear: "Olvidar lo que ya llegó",
    cleared: "Olvidado.",
    sendNow: "Enviar ahora",
    signIn: "Tu sesión terminó. Inicia sesión de nuevo y lo que llevas se enviará.",
    noLonger: "Ahora no enseñas en ningún curso, así que el servidor no lo acepta de ti. Se queda aquí.",
  },
  signOut: (count) =>
    n(
      count,
      "1 registro que llevas no ha llegado al servidor. Se queda en este teléfono hasta que vuelvas a iniciar sesión aquí.",
      "# registros que llevas no han llegado al servidor. Se quedan en este teléfono hasta que vuelvas a iniciar sesión aquí.",
    ),
};
