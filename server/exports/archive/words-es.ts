import type { ArchiveWords } from "./words.ts";

export const es: ArchiveWords = {
  fileName: "mis-datos",
  title: "Todo lo que Presente guarda de ti",
  made: (when, name, email) => `Hecho el ${when} para ${name} (${email}).`,
  intro: [
    "Este archivo es solo tuyo. Contiene fotos de tu rostro y los números que se calculan de ellas: guárdalo donde nadie más llegue, o bórralo cuando lo hayas leído.",
    "Abre index.html en un navegador para recorrerlo. Los ficheros .json dicen lo mismo por entero, para programas. Sus horas son UTC.",
  ],
  filesTitle: "Qué contiene",
  sections: {
    account: { title: "Cuenta", text: "Nombre, dirección, papel, y cómo y dónde tienes la sesión abierta." },
    consents: {
      title: "Consentimientos",
      text: "Cada consentimiento al uso de tu rostro: versión e idioma del texto, resumen de sus palabras, cuándo se dio y cuándo se retiró.",
    },
    enrolments: {
      title: "Enrolamientos",
      text: "Cada enrolamiento, lo que tu teléfono dijo de sus fotos (puntos de referencia, resúmenes), quién decidió y por qué.",
    },
    references: {
      title: "Referencias",
      text: "Qué fotos de registros sirvieron de referencia, cuándo llegaron y se fueron y por qué; y hallazgos de rostros parecidos, sin la otra persona.",
    },
    templates: {
      title: "Plantillas",
      text: "Los números («embeddings») calculados de tus fotos, con el modelo y su resumen: tus referencias y los que tu teléfono envió con los registros. Y huellas, donde la universidad busca fotos repetidas: imágenes toscas de tu rostro en tus últimos registros, una fila de celdas por línea.",
    },
    devices: {
      title: "Dispositivos",
      text: "Teléfonos registrados para ti, con sus claves públicas. Las privadas nunca salieron de ellos.",
    },
    "check-ins": {
      title: "Registros de asistencia",
      text: "Cada registro exactamente como lo firmó tu teléfono (JWS), qué fue de él y lo que midió el servidor, con puntuaciones.",
    },
    receipts: {
      title: "Recibos",
      text: "La palabra firmada del servidor de que tiene estos registros, un recibo por dispositivo, con la clave pública que lo verifica.",
    },
    attendance: {
      title: "Asistencia",
      text: "Tu estado en cada sesión y cada anotación detrás de él: quién, cuándo, por qué y con qué evidencia.",
    },
    requests: {
      title: "Solicitudes",
      text: "Lo que pediste justificar o revisar, y las respuestas. Los documentos están en la carpeta documents.",
    },
    courses: { title: "Cursos", text: "Cursos en los que estás o estuviste, desde cuándo y hasta cuándo." },
    reports: { title: "Informes", text: "Informes que se hicieron para ti o solo sobre ti." },
    "viewing-log": {
      title: "Consultas",
      text: "Quién miró tus fotos y documentos, cuándo y por qué; y todo lo demás que se anotó sobre ti: papeles dados, enlaces emitidos, decisiones.",
    },
    deletions: { title: "Destrucciones", text: "Qué se destruyó de lo tuyo, cuándo y por qué motivo." },
  },
  photos: {
    title: "Fotos",
    text: "Fotos de enrolamiento y de registros que aún se guardan, tal como se tomaron.",
  },
  documents: {
    title: "Documentos",
    text: "Documentos que diste con solicitudes, tal como los enviaste. Ábrelos con el cuidado que merece cualquier fichero.",
  },
  absentTitle: "Qué no contiene",
  absent: [
    "Tu contraseña: solo se guarda un resumen de una sola dirección, que no sirve a nadie más que a un ladrón.",
    "Las claves bajo las que se sellan tus fotos: con este archivo tienes lo que protegen.",
    "Anotaciones que diste a otros, si enseñas o asistes: están en los archivos de esas personas.",
    "Contadores contra el abuso y resúmenes de testigos de tiempo, que caducan solos y no dicen nada de ti.",
  ],
  absentFiles: (count) =>
    count === 1
      ? "1 foto o documento no se pudo abrir y falta aquí; pregunta a un administrador."
      : `${count} fotos o documentos no se pudieron abrir y faltan aquí; pregunta a un administrador.`,
  rightsTitle: "Qué puedes hacer",
  rights: [
    "Ver quién miró tus fotos, y retirar tu consentimiento, en «Yo» dentro de la app.",
    "Pedir que se revise una anotación en tu historial. Pedir correcciones, borrado u oponerte ante la persona delegada de protección de datos de tu universidad, o reclamar ante la autoridad de protección de datos.",
  ],
  none: "Nada.",
  entries: (count) => (count === 1 ? "1 entrada" : `${count} entradas`),
  columns: {
    when: "Cuándo",
    course: "Curso",
    state: "Estado",
    score: "Puntuación",
    who: "Quién",
    why: "Por qué",
    count: "Fotos",
    version: "Versión",
    given: "Dado",
    withdrawn: "Retirado",
  },
  states: {
    accepted: "aceptado",
    pending: "espera",
    review: "decide un docente",
    rejected: "rechazado",
    present: "presente",
    late: "tarde",
    excused: "justificado",
    absent: "ausente",
  },
  whys: {
    enrolment: "para confirmar tu enrolamiento",
    check_in: "para decidir un registro",
    document: "para responder a una solicitud",
    export: "tu propia copia",
  },
};
