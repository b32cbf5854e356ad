import type { account as English } from "../en/account.ts";

export const account: typeof English = {
  welcome: {
    title: "Di «presente» con tu propio teléfono",
    text: "Apunta el teléfono a tu rostro al empezar la clase. El teléfono te reconoce, firma tu registro y lo conserva, aunque no haya red.",
    register: "Crear cuenta de estudiante",
    signIn: "Iniciar sesión",
    points: [
      {
        title: "Segundos, no minutos",
        text: "Toda el aula puede registrarse a la vez, mientras el docente empieza.",
      },
      {
        title: "Funciona sin red",
        text: "Tu registro se firma y se guarda en tu teléfono hasta que pueda enviarse.",
      },
      {
        title: "Ves qué ha pasado",
        text: "En este teléfono, confirmado o en disputa: siempre con el motivo.",
      },
    ],
    teacherHint: "¿Eres docente? Un administrador te envía un enlace de invitación.",
    setupTitle: "Esta instalación es nueva",
    setupText: "Crea su primer administrador con el código que imprimió el primer arranque.",
    setupAction: "Crear el primer administrador",
  },
  signIn: {
    title: "Iniciar sesión",
    submit: "Iniciar sesión",
    forgot: "¿Olvidaste la contraseña? Pide a un administrador un enlace para restablecerla.",
    noAccount: "¿Aún no tienes cuenta?",
    register: "Crear cuenta de estudiante",
    expired: "Inicia sesión de nuevo para continuar.",
  },
  register: {
    title: "Crea tu cuenta",
    student: "Con esta cuenta registras tu asistencia a tus cursos.",
    teacher: (role) => `Tienes una invitación como ${role.toLowerCase()}.`,
    setup: "Serás el primer administrador de esta instalación.",
    setupTitle: "Crear el primer administrador",
    submit: "Crear cuenta",
    haveAccount: "¿Ya tienes cuenta?",
    lookup: "Comprobando tu invitación",
  },
  reset: {
    title: "Elige una contraseña nueva",
    text: "Este enlace sirve una sola vez. Se cerrará la sesión en los demás sitios.",
    submit: "Guardar la contraseña nueva",
    done: "Tu contraseña ha cambiado. Inicia sesión con ella.",
    noToken: {
      title: "Este enlace está incompleto",
      text: "Abre el enlace completo que te dieron, o pide uno nuevo a un administrador.",
    },
  },
  own: {
    title: "Tu cuenta",
    account: "Cuenta",
    studentNumber: "Número de estudiante",
    none: "ninguno",
    password: "Contraseña",
    newPassword: "Contraseña nueva",
    passwordSubmit: "Cambiar la contraseña",
    passwordChanged: "Tu contraseña ha cambiado. En los demás sitios se ha cerrado tu sesión.",
    sessions: "Dónde tienes la sesión iniciada",
    thisOne: "aquí",
    signedIn: (when) => `desde ${when}`,
    revoke: "Cerrarla allí",
    unknownBrowser: "Navegador desconocido",
  },
  fields: {
    name: { label: "Tu nombre", hint: "Como figura en la lista del curso.", error: "Escribe tu nombre." },
    email: { label: "Correo electrónico", hint: "", error: "Escribe un correo como nombre@universidad.edu." },
    password: {
      label: "Contraseña",
      hint: "Al menos 10 caracteres. Unas cuantas palabras seguidas sirven.",
      error: "Usa una contraseña de 10 a 128 caracteres.",
    },
    currentPassword: { label: "Tu contraseña", hint: "", error: "Escribe tu contraseña." },
    studentNumber: {
      label: "Número de estudiante",
      hint: "Si tu universidad usa uno.",
      error: "Usa como mucho 40 caracteres.",
    },
    setupCode: {
      label: "Código de instalación",
      hint: "Lo imprimió el primer arranque del servidor.",
      error: "Escribe el código de instalación.",
    },
    show: "Ver",
    hide: "Ocultar",
    showPassword: "Ver la contraseña",
  },
};
