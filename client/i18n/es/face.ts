import type { face as English } from "../en/face.ts";

export const face: typeof English = {
  consent: {
    title: "Antes de usar tu rostro",
    intro: "Léelo con calma. No se toma ninguna foto antes de que aceptes.",
    agree: "Acepto",
    version: (version) => `Versión de este texto: ${version}`,
    otherTitle: "La otra vía",
    otherText:
      "Puedes participar sin tu rostro: te registras con un toque y tu docente lo confirma en el aula. Es igual de rápido y cuenta lo mismo, y tus compañeros no ven qué vía elegiste. Puedes cambiar de idea cuando quieras en «Yo».",
    withdraw: "Retirar el consentimiento",
    withdrawTitle: "¿Retirar tu consentimiento?",
    withdrawText:
      "Se destruyen tus fotos y referencias, aquí y en el servidor. Tu asistencia se conserva. Desde entonces te registras con un toque.",
    given: (date) => `Dado el ${date}`,
    notGiven: "No dado",
  },
  enrol: {
    title: "Enrola tu rostro",
    intro:
      "Cinco fotos en cinco posturas, que se toman solas cuando todo está bien. Es cosa de medio minuto.",
    tips: [
      "Busca una luz pareja delante de ti, sin ventana detrás.",
      "Quítate gorra y gafas de sol; tus gafas de siempre pueden quedarse.",
      "Sostén el teléfono a la altura de los ojos.",
    ],
    start: "Encender la cámara",
    step: (at, of) => `Foto ${at} de ${of}`,
    pose: {
      front: "Mira de frente",
      left: "Gira un poco la cabeza a tu izquierda",
      right: "Gira un poco la cabeza a tu derecha",
      up: "Levanta un poco la barbilla",
      down: "Baja un poco la barbilla",
    },
    taken: (pose) => `${pose}: tomada.`,
    reviewTitle: "Tus cinco fotos",
    reviewText: "Un docente o un administrador las ve una vez, para confirmar que eres tú.",
    send: "Enviar las fotos",
    again: "Tomarlas otra vez",
    sending: (at, of) => `Enviando la foto ${at} de ${of}`,
    status: {
      uploading: {
        title: "Aún no se han enviado todas las fotos",
        text: "Quédate en esta página con conexión y seguirán solas.",
      },
      checking: {
        title: "El servidor comprueba tus fotos",
        text: "Tarda unos segundos. Puedes salir de esta página.",
      },
      awaiting: {
        title: "A la espera de que alguien lo confirme",
        text: "Tu docente o un administrador mira las fotos una vez. Esperar no te perjudica: hasta entonces te registras con un toque.",
      },
      confirmed: {
        title: "Tu enrolamiento está confirmado",
        text: "Desde ahora puedes registrar tu asistencia con el rostro.",
      },
      rejected: {
        title: "Tu enrolamiento no fue aceptado",
        text: "Puedes tomar las fotos otra vez ahora mismo.",
      },
    },
    reason: "Motivo",
    redo: "Tomar fotos nuevas",
    incomplete: "Las fotos ya no están en esta página. Tómalas otra vez.",
    toToday: "Ir a hoy",
    photoOf: (pose) => `Tu foto: ${pose}`,
  },
  enrolmentCodes: {
    photo_undecodable: "Una foto no se pudo leer. Toma las fotos otra vez.",
    photo_mismatch: "Una foto no llegó como se envió. Toma las fotos otra vez.",
    no_face: "En una foto no se encontró ningún rostro. Busca más luz y toma las fotos otra vez.",
    faces_many: "En una foto hay más de un rostro. Toma las fotos otra vez, a solas.",
    face_small: "En una foto el rostro es demasiado pequeño. Acerca el teléfono y toma las fotos otra vez.",
    not_one_person: "No todas las fotos parecen de la misma persona. Tómate las cinco tú, con luz pareja.",
    emb_mismatch:
      "El servidor midió una foto de otro modo que tu teléfono. Actualiza la app y toma las fotos otra vez.",
    photos_alike:
      "Dos de las fotos son la misma imagen, o casi. Toma las cinco con la cámara, con la cabeza como se pide en cada una.",
    unturned:
      "La cabeza apenas giró de una foto a otra. No pasa nada; quien confirme las fotos mirará con más atención.",
    person_rejected: "La persona que miró tus fotos no las aceptó.",
    replaced: "Un enrolamiento tuyo posterior ocupó el lugar de este.",
    consent_withdrawn: "Retiraste tu consentimiento, así que las fotos se destruyeron.",
    kept_long_enough:
      "Hacía tanto que no venías que las fotos se destruyeron, como exigen las reglas. Enrólate de nuevo para usar tu rostro.",
    institution_stop: "Tu institución detuvo el reconocimiento facial y se destruyeron todas las fotos.",
  },
  camera: {
    starting: "La cámara se está encendiendo",
    label: "Imagen en vivo de la cámara",
    denied: {
      title: "La cámara está bloqueada para esta página",
      steps: [
        "Toca el candado o «aA» junto a la dirección.",
        "Elige permisos, luego cámara, luego permitir.",
        "Vuelve aquí e inténtalo de nuevo.",
      ],
    },
    busy: {
      title: "Otra app está usando la cámara",
      steps: ["Cierra videollamadas y otras apps de cámara.", "Después inténtalo de nuevo."],
    },
    none: {
      title: "No se encontró ninguna cámara",
      steps: [
        "Conecta una cámara, o abre Presente en tu teléfono.",
        "En clase, tu docente también puede anotarte a mano.",
      ],
    },
    insecure: {
      title: "La cámara necesita una dirección segura",
      steps: [
        "Abre Presente con una dirección que empiece por https://.",
        "Si solo tienes una dirección http://, pide la segura al administrador.",
      ],
    },
    failed: {
      title: "La cámara no se encendió",
      steps: [
        "Inténtalo de nuevo.",
        "Si persiste, reinicia el navegador, o pide a tu docente que te anote a mano.",
      ],
    },
  },
  recogniser: {
    title: "Preparando el reconocimiento",
    once: "Solo una vez: se queda en este teléfono. Si se corta la conexión, sigue donde se detuvo.",
    progress: (loaded, total, percent) => `${loaded} de ${total} (${percent})`,
    preparing: "Preparando el reconocimiento",
    unavailable: "El reconocimiento no está disponible en este servidor",
    unavailableNext:
      "Díselo a tu docente, que mientras tanto te anota a mano. El administrador ve en «Acerca de» qué falta.",
    failed: "No se pudo cargar el reconocimiento",
    codes: {
      network: "Revisa la conexión e inténtalo de nuevo. Lo ya descargado se conserva.",
      corrupt: "Los archivos del servidor no son los que dice. Avisa al administrador.",
      unsupported: "Este navegador no puede ejecutar el reconocimiento. Actualízalo o usa otro.",
      crashed:
        "El reconocimiento se detuvo, quizá por falta de memoria. Cierra otras apps e inténtalo de nuevo.",
    },
  },
  capture: {
    title: "Registrar asistencia",
    to: (course) => `Registrar asistencia en ${course}`,
    privacy: "Se toma una sola foto, cuando el anillo se completa.",
    match: { title: "Eres tú", text: "Guardado en este teléfono." },
    doubt: {
      title: "No es del todo seguro",
      text: "Guardado en este teléfono. Decide el servidor o tu docente.",
    },
    noMatch: { title: "No parece que seas tú", text: "No se envió nada. Prueba con mejor luz y de frente." },
    sendAnyway: "Enviarlo de todos modos",
    sendAnywayHint: "Tu docente mirará la foto.",
    again: "Intentar de nuevo",
    steps: { saved: "Guardado en este teléfono", sent: "Enviado", confirmed: "Confirmado" },
    offline: "Sin conexión: se envía solo en cuanto haya red.",
    confirmed: "Confirmado. Estás en la lista.",
    toToday: "Listo",
    needsEnrolment: {
      title: "Primero enrola tu rostro",
      text: "Es medio minuto. Después podrás registrarte aquí.",
    },
    closed: {
      title: "Esta sesión no está abierta",
      text: "Si estás en el aula, díselo a tu docente: puede abrirla o anotarte a mano.",
    },
    stuckText: "Díselo a tu docente en el aula. Puede anotarte a mano enseguida.",
  },
  coaching: {
    starting: "Un momento",
    no_face: "Sostén el teléfono de modo que tu rostro quede en el óvalo",
    many_faces: "Hay más de un rostro: apártate un poco",
    come_closer: "Acércate un poco",
    move_back: "Aléjate un poco",
    centre: "Lleva el rostro al centro",
    too_dark: "Muy oscuro: gírate hacia la luz",
    too_bright: "Demasiada luz: apártate de ella",
    turn_front: "Mira de frente al teléfono",
    turn_left: "Gira un poco a tu izquierda",
    turn_right: "Gira un poco a tu derecha",
    look_up: "Levanta un poco la barbilla",
    look_down: "Baja un poco la barbilla",
    straighten: "Mantén la cabeza derecha",
    open_eyes: "Abre los ojos",
    hold_still: "Quédate quieto un momento",
    good: "Bien, sigue así",
  },
};
