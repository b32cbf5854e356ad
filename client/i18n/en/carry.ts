import { plural } from "../plural.ts";

const n = plural("en");

/** Check-ins that go by another phone or by a file, and what waits. */
export const carry = {
  show: {
    title: "Show to your teacher",
    action: "Show to your teacher",
    text: "No network? Your teacher's phone takes this check-in from your screen and brings it to the server.",
    how: [
      "Turn the brightness up and hold the phone still.",
      "Your teacher opens “Carry” and points the camera here, until it says that all parts are there.",
      "Keep the check-in on your phone. The photo follows by itself when you have a connection.",
    ],
    part: (at: number, of: number) => `Code ${at} of ${of}`,
    label: (course: string, at: number, of: number) => `Check-in to ${course}, code ${at} of ${of}`,
    previous: "Previous code",
    next: "Next code",
    pause: "Pause",
    play: "Play",
    arrivedTitle: "The server has this check-in",
    arrivedText: "There is nothing to carry any more.",
    missingTitle: "This check-in is not on this phone",
    missingText: "Open it on the phone that took it.",
  },
  next: {
    queued:
      "It goes by itself when there is a connection. You need not wait: show it to your teacher, or save it as a file.",
    sent: "The app asks again by itself; nothing is counted twice. You need not wait: show it to your teacher.",
    set_aside:
      "Update the app; it is tried again at the next start. Or save it as a file and give it to your teacher.",
  },
  unsent: {
    since: (when: string) => `The oldest is from ${when}.`,
    save: "Save unsent check-ins as a file",
    saveHint:
      "A teacher or administrator can bring the file to the server. Nothing is removed from this phone.",
    held: {
      update: "The server asks for a newer version of the app. Update it; everything is kept until then.",
    },
  },
  carriedBy: "Carried by",
  scan: {
    nav: "Carry",
    title: "Carry check-ins",
    text: "For students without network: their check-ins travel on your phone and count from the moment they reach the server.",
    noCamera: [
      "Connect a camera, or open Presente on your phone.",
      "Or let the student save the check-ins as a file, and choose it below.",
    ],
    onlyStaff: "Check-ins are carried by who teaches or assists in a course.",
    start: "Start the camera",
    stop: "Stop the camera",
    video: "Picture of the camera",
    hint: "The student opens “My record” and taps “Show to your teacher”.",
    looking: "Hold the student's code inside the frame.",
    part: (have: number, of: number) => `${have} of ${of}`,
    partText: "Keep holding until all parts are there.",
    kept: "All there. The check-in is kept on this phone.",
    known: "This check-in is here already. The next one, please.",
    damaged: "The parts do not fit together. Hold on: they are read again.",
    foreign: "This is another kind of code.",
    count: (count: number) => n(count, "1 taken now", "# taken now"),
  },
  file: {
    title: "From a file",
    text: "A student saved unsent check-ins as a file? Choose it here: claims and photos are brought to the server.",
    choose: "Choose the file",
    taken: (count: number) => n(count, "1 check-in taken from the file.", "# check-ins taken from the file."),
    nothingNew: "Everything in this file is here already.",
    damaged: (count: number) =>
      n(
        count,
        "1 part of the file was damaged and left out.",
        "# parts of the file were damaged and left out.",
      ),
  },
  list: {
    title: "On this phone",
    none: "Nothing carried yet.",
    waiting: (count: number) => n(count, "1 waits for a connection", "# wait for a connection"),
    photos: (size: string) => `Photos of ${size} still to send`,
    unnamed: (when: string) => `Check-in taken at ${when}`,
    fingerprint: "Fingerprint",
    states: {
      queued: "On this phone",
      received: "At the server",
      refused: "Refused",
      set_aside: "Could not be read by the server",
    },
    keptAt: (when: string) => `Taken over ${when}`,
    elsewhere: "Received. It is not of a course of yours, so no more is told.",
    clear: "Forget what has arrived",
    cleared: "Forgotten.",
    sendNow: "Send now",
    signIn: "Your sign-in has ended. Sign in again, and what you carry is sent.",
    noLonger: "You teach no course at the moment, so the server does not take it from you. It stays here.",
  },
  signOut: (count: number) =>
    n(
      count,
      "1 carried check-in has not reached the server. It stays on this phone until you sign in here again.",
      "# carried check-ins have not reached the server. They stay on this phone until you sign in here again.",
    ),
};
