import type { Language } from "../../shared/api/account.ts";
import type { StopClass } from "../../shared/api/stop.ts";

interface CertificateWords {
  readonly title: string;
  readonly heads: Readonly<Record<"what" | "destroyed" | "kept" | "scan" | "keys" | "check", string>>;
  readonly factHead: readonly [string, string];
  readonly columns: readonly [string, string];
  readonly facts: Readonly<
    Record<"installation" | "reason" | "requested" | "confirmed" | "inForce" | "finished" | "id", string>
  >;
  readonly only: string;
  readonly none: string;
  readonly classes: Readonly<Record<StopClass, string>>;
  readonly kept: Readonly<Record<"documents" | "attendances" | "marks", string>>;
  readonly keptWhy: string;
  readonly scan: Readonly<
    Record<
      "objects" | "documents" | "orphans" | "missing" | "photos" | "templates" | "blobs" | "keys",
      string
    >
  >;
  readonly scanAt: string;
  readonly replaced: string;
  readonly byHand: string;
  readonly elsewhere: string;
  readonly check: readonly string[];
}

export const CERTIFICATE_WORDS: Readonly<Record<Language, CertificateWords>> = {
  en: {
    title: "Certificate of destruction of face data",
    heads: {
      what: "What was done",
      destroyed: "Destroyed",
      kept: "Kept",
      scan: "The last look",
      keys: "Copies of keys",
      check: "How to check this certificate",
    },
    factHead: ["What", "Who and when"],
    columns: ["What", "Number"],
    facts: {
      installation: "Installation",
      reason: "Reason given",
      requested: "Proposed",
      confirmed: "Confirmed",
      inForce: "Face recognition stopped",
      finished: "Everything destroyed",
      id: "Number of this stop",
    },
    only: "the only administrator",
    none: "—",
    classes: {
      consents: "Consents ended",
      student_keys: "Keys of students erased: what was sealed under them opens nowhere any more",
      enrolment_photos: "Enrolment photos",
      checkin_photos: "Photos of check-ins",
      embeddings: "Embeddings that phones had sent",
      templates: "Templates",
      duplicate_findings: "Findings of faces alike",
      stray_objects: "Objects of the photo store that no record named",
      key_backups: "Backups of keys on this machine",
      undecided_check_ins: "Check-ins given to a teacher because their photo could no longer be looked at",
    },
    kept: {
      documents: "Documents of requests (no face data)",
      attendances: "Attendances",
      marks: "Marks in their history",
    },
    keptWhy: "Attendance is no face data and stays as it was.",
    scan: {
      objects: "Objects in the photo store, all of them documents",
      documents: "Documents that the database knows",
      orphans: "Objects that nothing knows",
      missing: "Documents that are missing",
      photos: "Photos in the database",
      templates: "Templates in the database",
      blobs: "Uploads in the database",
      keys: "Keys of faces in the database",
    },
    scanAt: "Photo store and database were looked through once more at #.",
    replaced:
      "The key-encryption key was replaced and the old one deleted: keys in whatever copy or backup from before can no longer be unwrapped. Copy the new one apart from the backups.",
    byHand:
      "The key-encryption key is kept by people or by a key service. Replace it there and delete the old version (npm run keys -- rotate, then retire): until then a copy of the database from before, with its keys, could still be opened.",
    elsewhere: "Backups of keys were written on other machines, which their people must delete: #.",
    check: [
      "The file presente-certificate.json that comes with this sheet holds the same statement as a signature: a JWS (RFC 7515, ES256) by the key of this installation that also signs the receipts on every student's phone. Its fingerprint (RFC 7638) is #.",
      "SHA-256 of the JWS: #. Any JOSE library checks it, or, in a copy of the program: npm run certificate -- presente-certificate.json",
    ],
  },
  es: {
    title: "Certificado de destrucción de datos de rostros",
    heads: {
      what: "Qué se hizo",
      destroyed: "Destruido",
      kept: "Conservado",
      scan: "La última comprobación",
      keys: "Copias de claves",
      check: "Cómo comprobar este certificado",
    },
    factHead: ["Qué", "Quién y cuándo"],
    columns: ["Qué", "Cantidad"],
    facts: {
      installation: "Instalación",
      reason: "Motivo indicado",
      requested: "Propuesto",
      confirmed: "Confirmado",
      inForce: "Reconocimiento facial detenido",
      finished: "Todo destruido",
      id: "Número de esta detención",
    },
    only: "la única persona administradora",
    none: "—",
    classes: {
      consents: "Consentimientos terminados",
      student_keys: "Claves de estudiantes borradas: lo que se selló con ellas ya no se abre en ningún sitio",
      enrolment_photos: "Fotos de enrolamiento",
      checkin_photos: "Fotos de registros",
      embeddings: "Vectores que los teléfonos habían enviado",
      templates: "Plantillas",
      duplicate_findings: "Hallazgos de rostros parecidos",
      stray_objects: "Objetos del almacén de fotos que ningún registro nombraba",
      key_backups: "Copias de claves en esta máquina",
      undecided_check_ins: "Registros entregados a un docente porque su foto ya no se podía mirar",
    },
    kept: {
      documents: "Documentos de solicitudes (sin datos de rostros)",
      attendances: "Asistencias",
      marks: "Anotaciones en su historial",
    },
    keptWhy: "La asistencia no es un dato del rostro y queda como estaba.",
    scan: {
      objects: "Objetos en el almacén de fotos, todos documentos",
      documents: "Documentos que la base de datos conoce",
      orphans: "Objetos que nada conoce",
      missing: "Documentos que faltan",
      photos: "Fotos en la base de datos",
      templates: "Plantillas en la base de datos",
      blobs: "Envíos en la base de datos",
      keys: "Claves de rostros en la base de datos",
    },
    scanAt: "El almacén de fotos y la base de datos se revisaron una vez más el #.",
    replaced:
      "La clave que cifra las claves se sustituyó y la anterior se borró: las claves de cualquier copia anterior ya no se pueden descifrar. Guarda la nueva aparte de las copias de seguridad.",
    byHand:
      "La clave que cifra las claves la guardan personas o un servicio de claves. Sustitúyela allí y borra la versión anterior (npm run keys -- rotate y después retire): hasta entonces, una copia anterior de la base de datos con sus claves aún se podría abrir.",
    elsewhere: "Se escribieron copias de claves en otras máquinas, que sus responsables deben borrar: #.",
    check: [
      "El archivo presente-certificate.json que acompaña a esta hoja contiene la misma declaración como firma: un JWS (RFC 7515, ES256) con la clave de esta instalación que también firma los recibos en el teléfono de cada estudiante. Su huella (RFC 7638) es #.",
      "SHA-256 del JWS: #. Lo comprueba cualquier biblioteca JOSE o, en una copia del programa: npm run certificate -- presente-certificate.json",
    ],
  },
};
