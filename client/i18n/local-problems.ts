import type { Language } from "../../shared/api/account.ts";

/** Faults of this phone; in each language a sentence and what to do next. */
export const LOCAL_PROBLEMS = {
  offline: {
    en: ["There is no connection to the server.", "Try again when the network is back."],
    es: ["No hay conexión con el servidor.", "Inténtalo de nuevo cuando vuelva la red."],
  },
  unreadable_reply: {
    en: ["The server's answer cannot be understood.", "Update the app, then try again."],
    es: ["No se entiende la respuesta del servidor.", "Actualiza la app e inténtalo de nuevo."],
  },
  storage_full: {
    en: [
      "This phone has no room left, so the check-in was not saved. Earlier ones are safe.",
      "Free some storage, then take the photo again.",
    ],
    es: [
      "Este teléfono no tiene espacio, así que el registro no se guardó. Los anteriores están a salvo.",
      "Libera espacio y vuelve a tomar la foto.",
    ],
  },
  storage_blocked: {
    en: [
      "The browser does not let the app store anything, so check-ins cannot be kept.",
      "Leave private browsing or allow site data, then open the app again.",
    ],
    es: [
      "El navegador no deja guardar datos, así que los registros no se pueden conservar.",
      "Sal de la navegación privada o permite los datos del sitio, y abre la app de nuevo.",
    ],
  },
  storage_damaged: {
    en: [
      "Something stored on this phone cannot be read.",
      "Reload the app: it mends what it can. If it stays, register this phone anew under “Me”.",
    ],
    es: [
      "Algo guardado en este teléfono no se puede leer.",
      "Recarga la app: repara lo que puede. Si persiste, registra este teléfono de nuevo en «Yo».",
    ],
  },
  device_missing: {
    en: ["This phone is not registered for you.", "Register it under “Me”; that needs a connection."],
    es: ["Este teléfono no está registrado a tu nombre.", "Regístralo en «Yo»; hace falta conexión."],
  },
  device_revoked: {
    en: ["This phone no longer signs for you: another one took its place.", "Sign in again to use this one."],
    es: ["Este teléfono ya no firma por ti: otro ocupó su lugar.", "Inicia sesión de nuevo para usar este."],
  },
  device_frozen: {
    en: [
      "This phone's check-ins have split into two histories, so it was frozen.",
      "Tell your teacher, who can mark you. Then register this phone anew under “Me”; nothing received is lost.",
    ],
    es: [
      "Los registros de este teléfono se dividieron en dos historias y quedó bloqueado.",
      "Avisa a tu docente, que puede marcarte. Después registra el teléfono de nuevo en «Yo»; nada recibido se pierde.",
    ],
  },
  crypto_missing: {
    en: ["This browser cannot sign check-ins here.", "Open the app over https in an up-to-date browser."],
    es: [
      "Este navegador no puede firmar registros aquí.",
      "Abre la app por https en un navegador actualizado.",
    ],
  },
  carrier_unknown: {
    en: ["Nobody is signed in here, so nothing can be carried.", "Sign in once with a connection."],
    es: [
      "Nadie ha iniciado sesión aquí, así que no se puede llevar nada.",
      "Inicia sesión una vez con conexión.",
    ],
  },
  file_wrong: {
    en: [
      "This is not a file of check-ins.",
      "Choose the file that the student saved in Presente; its name begins with “check-ins”.",
    ],
    es: [
      "Este no es un archivo de registros.",
      "Elige el archivo que el estudiante guardó en Presente; su nombre empieza por «check-ins».",
    ],
  },
  file_newer: {
    en: [
      "This file was made by a newer version of the app.",
      "Update the app here, then choose the file again.",
    ],
    es: [
      "Este archivo es de una versión más nueva de la app.",
      "Actualiza la app aquí y elige el archivo de nuevo.",
    ],
  },
  file_damaged: {
    en: [
      "Nothing in this file can be read: it was changed or cut off on its way.",
      "Ask the student to save and send it again.",
    ],
    es: [
      "En este archivo no se puede leer nada: se modificó o se cortó por el camino.",
      "Pide al estudiante que lo guarde y lo envíe otra vez.",
    ],
  },
  template_missing: {
    en: [
      "Your reference photos are not on this phone yet.",
      "Open the app once with a connection after your enrolment is confirmed.",
    ],
    es: [
      "Tus fotos de referencia aún no están en este teléfono.",
      "Abre la app una vez con conexión cuando se confirme tu enrolamiento.",
    ],
  },
  unexpected: {
    en: ["Something went wrong in the app.", "Try again; if it stays, reload the app."],
    es: ["Algo falló en la app.", "Inténtalo de nuevo; si persiste, recarga la app."],
  },
} as const satisfies Record<string, Record<Language, readonly [string, string]>>;
export type LocalCode = keyof typeof LOCAL_PROBLEMS;
