import type { roomCode as english } from "../en/room-code.ts";

export const roomCode: typeof english = {
  title: "Código del aula",
  show: {
    text: "Los estudiantes lo escanean o escriben los 8 caracteres. Cambia solo.",
    large: "Mostrar en grande",
    reveal: "Mostrar un código del aula",
    hide: "Ocultar el código del aula",
    how: "Escanéalo en Presente o escríbelo",
    qr: "Código QR del aula. Cambia cada diez segundos.",
    spoken: (characters: string) => `El código para escribir es ${characters}.`,
    missingTitle: "Este dispositivo aún no tiene código del aula",
    missing:
      "Llega con la próxima conexión. Hasta entonces decides tú sobre los registros: mira quién está en el aula.",
    unsureTitle: "El reloj de este código no se comprueba desde hace una semana",
    unsure: (when: string) =>
      `El dispositivo supo la hora del servidor por última vez el ${when}. En esta sesión los códigos valen con cinco minutos de margen.`,
    fullScreen: "Pantalla completa",
  },
  today: "Necesitas el código que se muestra en el aula.",
  use: "Usar el código del aula",
  ask: {
    text: (course: string) => `El código que tu docente muestra en ${course}.`,
    start: "Escanear el código",
    video: "Imagen de la cámara: apúntala al código",
    looking: "Apunta la cámara al código del aula.",
    or: "O escribe los 8 caracteres",
    submit: "Usar este código",
    without: "Registrarme sin el código",
    withoutHint: "Entonces decide tu docente.",
    anyway: "Usarlo de todos modos",
  },
  old: {
    title: "Este código ya no se muestra.",
    text: "Toma el que se ve ahora en la pared. Si es ese, un reloj va mal: úsalo, y tu docente decide.",
  },
  early: {
    title: "Según el reloj de este teléfono, este código aún no toca.",
    text: "Pon la fecha y la hora del teléfono en automático. O úsalo, y tu docente decide.",
  },
  other: {
    title: (course: string, when: string) => `Este es el código de ${course}, ${when}.`,
    unknown: "Este es el código de otra sesión.",
    text: (course: string) => `Te estás registrando en ${course}. Toma el código de esa aula.`,
    change: (course: string) => `Registrarme en ${course}`,
  },
  carried: {
    title: "Esto es el registro de un estudiante, no el código del aula.",
    text: "Toma el código que muestra tu docente.",
  },
  foreign: {
    title: "Esto no es un código del aula de Presente.",
    text: "Las direcciones web y otros códigos no valen: toma el que muestra tu docente.",
  },
  malformed: {
    title: "Un código del aula tiene 8 letras y cifras.",
    text: "Compáralo con el del aula. No es el código con el que te uniste al curso.",
  },
  aged: {
    title: "El código ya es demasiado antiguo",
    text: "Entre el código y la foto hay más de minuto y medio. Toma el código que se muestra ahora; después se repite la foto.",
    again: "Tomar el código otra vez",
    send: "Enviarlo como está",
    sendHint: "Entonces decide tu docente.",
  },
};
