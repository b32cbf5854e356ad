/** The code of the room: on the teacher's screen, and on the student's phone. */
export const roomCode = {
  title: "Room code",
  show: {
    text: "Students scan it, or type the 8 characters. It changes by itself.",
    large: "Show large",
    reveal: "Show a room code",
    hide: "Hide the room code",
    how: "Scan it in Presente, or type it",
    qr: "QR code of the room. It changes every ten seconds.",
    spoken: (characters: string) => `The code to type is ${characters}.`,
    missingTitle: "No room code on this device yet",
    missing:
      "It comes with the next connection. Until then you decide on check-ins by hand: look at who is in the room.",
    unsureTitle: "The clock of this room code was not checked for a week",
    unsure: (when: string) =>
      `The device heard the server's time last on ${when}. In this meeting codes are taken with five minutes of margin.`,
    fullScreen: "Full screen",
  },
  today: "You need the code that is shown in the room.",
  use: "Use the room code",
  ask: {
    text: (course: string) => `The code that your teacher shows at ${course}.`,
    start: "Scan the code",
    video: "Camera picture: point it at the code",
    looking: "Point the camera at the code in the room.",
    or: "Or type the 8 characters",
    submit: "Use this code",
    without: "Check in without the code",
    withoutHint: "Your teacher then decides.",
    anyway: "Use it all the same",
  },
  old: {
    title: "This code is no longer shown.",
    text: "Take the one that is on the wall now. If it is that one, a clock is wrong: use it, and your teacher decides.",
  },
  early: {
    title: "By this phone's clock this code is still to come.",
    text: "Set date and time of the phone to automatic. Or use it, and your teacher decides.",
  },
  other: {
    title: (course: string, when: string) => `This is the code of ${course}, ${when}.`,
    unknown: "This is the code of another meeting.",
    text: (course: string) => `You are checking in to ${course}. Take the code of that room.`,
    change: (course: string) => `Check in to ${course}`,
  },
  carried: {
    title: "This is a student's check-in, not the room's code.",
    text: "Take the code that your teacher shows.",
  },
  foreign: {
    title: "This is no room code of Presente.",
    text: "Web addresses and other codes do not count: take the one that your teacher shows.",
  },
  malformed: {
    title: "A room code has 8 letters and digits.",
    text: "Compare it with the one in the room. It is not the code with which you joined the course.",
  },
  aged: {
    title: "The code is too old by now",
    text: "Between code and photo lie more than a minute and a half. Take the code that is shown now; the photo follows anew.",
    again: "Take the code again",
    send: "Send it as it is",
    sendHint: "Your teacher then decides.",
  },
};
