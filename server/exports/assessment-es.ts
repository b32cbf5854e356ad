import type { AssessmentWords } from "./assessment-words.ts";

export const es: AssessmentWords = {
  title: "Evaluación de impacto en la protección de datos",
  subtitle: "Pasar lista por el rostro con Presente, tal como está configurada esta instalación",
  foot: "Evaluación de impacto de esta configuración",
  heads: {
    purpose: "Qué se hace y por qué",
    people: "A quién concierne",
    data: "Qué se trata",
    recognition: "Cómo se reconoce un rostro y se decide un registro",
    retention: "Cuánto tiempo se conserva",
    place: "Dónde está",
    keys: "Cómo se protege",
    access: "Quién ve qué",
    rights: "Consentimiento y derechos",
    risks: "Riesgos y qué se hace contra ellos",
    open: "Lo que deben añadir las personas",
  },
  purpose: [
    "Presente pasa lista en las clases. Quien ha consentido apunta el teléfono a su propio rostro; el teléfono y después el servidor comprueban que es el rostro enrolado, y se anota la asistencia. Un rostro que se usa para reconocer a alguien es un dato biométrico (RGPD, artículo 9); solo se trata con consentimiento explícito (artículo 9, 2 a).",
    "De un rostro no se lee nada más: ni ánimo, ni atención, ni salud, ni edad. Nada se vende, se publica, se entrega a otra empresa ni se usa para entrenar modelos.",
    "A todos se ofrece una vía menos intrusiva: un toque en el propio teléfono que confirma un docente. Es igual de rápida, cuenta lo mismo y los demás estudiantes no la ven. Que un rostro no se reconozca nunca deja ausente a nadie por sí solo.",
  ],
  stopped:
    "La institución ha detenido el reconocimiento facial («detener y destruir»): ahora no se trata nada biométrico.",
  peopleHead: ["Personas", "Cantidad"],
  people: {
    students: "Estudiantes con cuenta",
    byFace: "de ellos, registran con el rostro (consentimiento vigente, rostro confirmado)",
    consented: "de ellos, con consentimiento y sin rostro confirmado (todavía)",
    tap: "de ellos, registran sin rostro",
    teachers: "Docentes",
    administrators: "Administración",
  },
  tapText:
    "Los estudiantes suelen ser adultos y dependen de su universidad: por eso la vía sin rostro se ofrece de entrada y por igual, y negarse o retirar el consentimiento no tiene consecuencias.",
  dataHead: ["Datos", "De dónde vienen y para qué"],
  data: [
    ["Cinco fotos de enrolamiento", "La cámara del estudiante, una vez; con ellas se compara cada registro"],
    [
      "Una foto por registro",
      "La cámara del estudiante; muestra que era esa persona y puede llegar a ser referencia",
    ],
    [
      "Plantillas (embeddings)",
      "Se calculan de las fotos de referencia; se comparan, y también son datos biométricos",
    ],
    [
      "El embedding que calculó el teléfono y cinco puntos del rostro",
      "Llegan con cada registro, para descubrir manipulaciones; los cinco puntos (ojos, nariz, boca) quedan en la declaración firmada",
    ],
    [
      "Puntuaciones y decisiones",
      "Cuánto se parecía una foto; quedan con la asistencia, y con ellas no se reconoce a nadie",
    ],
    [
      "Asistencia, anotaciones y su historial, solicitudes con documentos",
      "Para lo que se pasa lista; no son datos del rostro",
    ],
    ["Consultas", "Quién miró qué foto o documento, cuándo y para qué"],
  ],
  prints: [
    "Huellas de las últimas # fotos de registros",
    "Imágenes toscas del rostro, de 24 por 24 celdas, calculadas de la foto; con ellas se halla una foto repetida. Se comparan solo con las fotos propias y se guardan # días desde el último registro",
  ],
  modelHead: ["Modelo", "Para qué", "Licencia", "SHA-256"],
  recognition:
    "Modelo #. Un coseno de # o más con las referencias propias se acepta, por debajo de # se rechaza, y entre ambos decide un docente. Lo que teléfono y servidor calculan de una foto debe coincidir en #. A cada estudiante se le compara solo con sus propias referencias; al enrolar un rostro se compara una vez con todos los demás para hallar un rostro con dos nombres, y sobre lo hallado decide la administración.",
  noRecognition: "Ahora no hay ningún modelo de reconocimiento cargado: no se reconoce nada.",
  window:
    "Las fotos de enrolamiento nunca cambian por sí solas. De los registros posteriores son referencia como mucho # fotos, como mucho # al día y # a la semana, tras siete días, y solo desde un coseno de # con las de enrolamiento.",
  weightless:
    "No intervienen en ninguna decisión (peso 0), porque con las fotos disponibles no mejoraron el reconocimiento.",
  weight: "Intervienen en una decisión con un peso de #.",
  copies:
    "Una foto cuyos mismos bytes ya llegaron, de quien fuera, o que casi repite una de las últimas # del estudiante (parecido de huellas de # o más), la decide una persona, y no enrola a nadie.",
  noCopies: "No se pregunta si una foto ya llegó antes, y no se calculan huellas de las fotos.",
  figures:
    "Medido para esta instalación con el modelo #: # fotos de # personas, # pares genuinos y # de impostores; tasa de error igual #; en el umbral de aceptación se acepta # de los pares genuinos y # de los impostores.",
  noFigures:
    "No se conocen cifras de exactitud con las personas de esta instalación. npm run evaluate -- --json las mide con fotos etiquetadas de personas que lo aceptaron; guarda lo que imprime en DATA_DIR/evaluation.json y aparecerá aquí. Las cifras públicas de los modelos están en el README.",
  decided:
    "La máquina sola no decide nada en contra de un estudiante: los registros dudosos y rechazados van a un docente, cualquier anotación se puede impugnar en la app y cada una conserva su historial.",
  retentionHead: ["Clase", "Se conserva", "Desde"],
  retentionText:
    "Una tarea destruye cada hora lo que se ha conservado lo suficiente, y cada destrucción se anota en un registro que solo crece.",
  day: "1 día",
  days: "# días",
  retention: {
    window_photo: ["Fotos de registros que son referencia", "el registro; después se retira"],
    retired_photo: ["Referencias retiradas", "la retirada; en el acto si la quitó la administración"],
    accepted_photo: ["Fotos de otros registros aceptados", "la decisión"],
    undecided_photo: [
      "Fotos de registros que nadie ha decidido",
      "el registro; después el docente decide sin ella",
    ],
    rejected_photo: ["Fotos de registros rechazados", "la decisión"],
    embedding: [
      "Embeddings que enviaron los teléfonos, huellas de fotos",
      "la decisión; de las huellas, el último registro del estudiante",
    ],
    enrolment_photo: [
      "Fotos de enrolamiento y plantillas",
      "el último registro o enrolamiento; con ellas caduca el consentimiento",
    ],
    unfinished_enrolment: ["Fotos de un enrolamiento sin terminar", "su comienzo"],
    document: ["Documentos de solicitudes", "la decisión; tras # días como muy tarde"],
    viewing_log: ["Quién miró qué", "la consulta"],
    key_backup: ["Copias de las claves de estudiantes que escribió esta máquina", "su creación"],
    orphan: ["Objetos que nada conoce, como los puede dejar una caída", "su almacenamiento"],
  },
  attendance:
    "La asistencia, las anotaciones y las decisiones que hay detrás se conservan con el curso: no son datos del rostro.",
  lakeRules:
    "El almacén de fotos mantiene además sus propias reglas de caducidad, como segunda línea de defensa.",
  noLakeRules:
    "El almacén de fotos no ha aceptado reglas de caducidad propias (una segunda línea de defensa): véase la pantalla «Conservación».",
  s3: "Las fotos y los documentos están en el bucket S3 # (región #) en #.",
  folder: "Las fotos y los documentos están en una carpeta de la máquina donde funciona este programa.",
  ownDatabase: "La base de datos viene con el programa y funciona en la misma máquina.",
  otherDatabase: "La base de datos es un PostgreSQL que pone la universidad.",
  https: "Todo el tráfico va cifrado (TLS).",
  noHttps:
    "A esta instalación no se llega por https: sirve para una prueba en una máquina, no para rostros de estudiantes.",
  mail: "Los informes programados de asistencia salen por correo a docentes; no llevan ningún rostro.",
  noMail: "No se envía nada por correo.",
  sealed:
    "Cada foto, embedding, plantilla, huella y documento se sella para su estudiante (X25519, HKDF-SHA-256, AES-256-GCM) y queda ligado a estudiante, registro, tipo y modelo. Los nombres de los objetos son HMAC. La mitad privada de la clave de un estudiante se cifra con la clave que cifra las claves; borrarla hace ilegible toda copia de lo sellado, también en las copias de seguridad.",
  kek: {
    file: "La clave que cifra las claves es un archivo.",
    environment: "La clave que cifra las claves llega en el entorno del programa.",
    command: "La clave que cifra las claves permanece en un servicio de gestión de claves.",
  },
  backups:
    "Las claves tienen una copia propia, que se rechaza tras # días; las copias de la base de datos se hacen sin ellas.",
  accessHead: ["Rol", "Ve", "Con qué condición"],
  access: [
    [
      "Estudiante",
      "su registro, cuándo una foto fue referencia, cada consulta de sus fotos, un archivo con todo lo suyo",
      "con la sesión iniciada",
    ],
    ["Asistente de un curso", "quién está presente, sin ninguna foto", "en ese curso, mientras se reúne"],
    [
      "Docente",
      "la foto de un registro de un curso propio; las fotos de enrolamiento en espera de un estudiante propio; documentos de solicitudes",
      "cada consulta se anota y se muestra al estudiante",
    ],
    [
      "Administración",
      "fotos de enrolamiento en espera, rostros parecidos, la conservación y su registro",
      "cada consulta se anota y se muestra al estudiante",
    ],
    ["Otros estudiantes", "nada: ni rostros ni por qué vía registró alguien", ""],
  ],
  consent:
    "El consentimiento se pide antes de la primera foto, en inglés y español, versión # (SHA-256 # y #). Quién aceptó qué texto y cuándo, y cada retirada, queda en un libro.",
  rights: [
    "Acceso y copia: cada estudiante descarga un archivo con todo lo suyo y ve quién miró sus fotos.",
    "Supresión y retirada: en cualquier momento, en la app, sin motivo. Claves, fotos, plantillas y envíos se destruyen en el acto, los teléfonos destruyen lo que guardan en cuanto hablan con el servidor, y el estudiante sigue por la vía sin rostro; la asistencia queda.",
    "Rectificación y oposición: cualquier anotación se puede impugnar en la app; un enrolamiento nuevo sustituye a uno malo.",
    "Limitación: la institución puede detener de inmediato todo lo biométrico y destruirlo, con un certificado firmado.",
  ],
  riskHead: ["Riesgo", "Qué se hace"],
  risks: [
    [
      "Los estudiantes se sienten obligados a dar su rostro",
      "la vía sin rostro se ofrece en el mismo sitio, es igual de rápida y los demás no la ven",
    ],
    [
      "Se filtran fotos o plantillas",
      "selladas para cada estudiante; la base de datos y el almacén de fotos solos no abren nada",
    ],
    [
      "Se toma a alguien por otra persona",
      "un umbral fijo para todos, varias fotos de enrolamiento, revisión por una persona, impugnación del estudiante",
    ],
    [
      "No se reconoce a alguien, y a algunos grupos más a menudo",
      "no hay ausencia por sí sola; la vía sin rostro en todo momento; cifras que medir con las propias personas, por grupos donde se conozcan",
    ],
    [
      "Alguien registra por otra persona con una foto o un vídeo",
      "código de aula, cámara en vivo, reto, firma del teléfono, revisión; ninguna comprobación es prueba por sí sola",
    ],
    [
      "Las referencias se envenenan paso a paso",
      "las fotos de enrolamiento nunca cambian; ritmo, dirección y deriva de las demás están limitados; se pueden quitar y volver a puntuar las decisiones",
    ],
    [
      "Se usa después para otra cosa",
      "no hay construido ningún otro uso; cada modelo y umbral consta en este documento; todo se puede detener y destruir",
    ],
    [
      "Se conserva más de lo necesario",
      "los plazos de arriba, una tarea cada hora, un registro que solo crece, y las reglas del almacén además",
    ],
    [
      "El personal mira fotos sin necesidad",
      "solo para decidir; cada consulta se anota y se muestra al estudiante",
    ],
  ],
  open: [
    "Responsable, encargado y persona delegada de protección de datos, con sus direcciones.",
    "La base jurídica en el derecho nacional, y si hay que consultar a la autoridad de control (artículo 36).",
    "La opinión de los estudiantes y sus representantes (artículo 35, 9), y la fecha en que se revisará esta evaluación.",
  ],
};
