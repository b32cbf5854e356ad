export const account = {
  welcome: {
    title: "Say “present” with your own phone",
    text: "Point your phone at your face when class begins. The phone recognises you, signs your check-in and keeps it, even where there is no network.",
    register: "Create a student account",
    signIn: "Sign in",
    points: [
      {
        title: "Seconds, not minutes",
        text: "The whole room can check in at once, while the teacher begins.",
      },
      {
        title: "Works with the network off",
        text: "Your check-in is signed and kept on your phone until it can be sent.",
      },
      {
        title: "You see what happened",
        text: "On this phone, confirmed or disputed: always with the reason.",
      },
    ],
    teacherHint: "Do you teach? An administrator sends you an invitation link.",
    setupTitle: "This installation is new",
    setupText: "Create its first administrator with the code that the first start printed.",
    setupAction: "Set up the first administrator",
  },
  signIn: {
    title: "Sign in",
    submit: "Sign in",
    forgot: "Forgot the password? Ask an administrator for a reset link.",
    noAccount: "No account yet?",
    register: "Create a student account",
    expired: "Please sign in again to go on.",
  },
  register: {
    title: "Create your account",
    student: "With this account you check in to your courses.",
    teacher: (role: string) => `You were invited as ${role.toLowerCase()}.`,
    setup: "You become the first administrator of this installation.",
    setupTitle: "Set up the first administrator",
    submit: "Create account",
    haveAccount: "Already have an account?",
    lookup: "Checking your invitation",
  },
  reset: {
    title: "Choose a new password",
    text: "This link works once. Every other place where you were signed in is signed out.",
    submit: "Save the new password",
    done: "Your password is changed. Sign in with it.",
    noToken: {
      title: "This link is incomplete",
      text: "Open the whole link that you were given, or ask an administrator for a new one.",
    },
  },
  fields: {
    name: { label: "Your name", hint: "As it stands on the course list.", error: "Enter your name." },
    email: {
      label: "E-mail address",
      hint: "",
      error: "Enter an e-mail address such as name@university.edu.",
    },
    password: {
      label: "Password",
      hint: "At least 10 characters. A few words in a row are fine.",
      error: "Use a password of 10 to 128 characters.",
    },
    currentPassword: { label: "Your password", hint: "", error: "Enter your password." },
    studentNumber: {
      label: "Student number",
      hint: "If your university uses one.",
      error: "Use at most 40 characters.",
    },
    setupCode: {
      label: "Set-up code",
      hint: "The first start of the server printed it.",
      error: "Enter the set-up code.",
    },
    show: "Show",
    hide: "Hide",
    showPassword: "Show the password",
  },
};
