import { plural } from "../plural.ts";

const n = plural("en");

/** The way without a face: the student's words, and the teacher's. */
export const tap = {
  choice: {
    title: "How do you want to check in?",
    text: "Equally quick, and both count the same. Classmates do not see which. You can change it under “Me”.",
    faceTitle: "With your face",
    faceText: "Your phone recognises you in a photo.",
    face: "Read about the face",
    tapTitle: "With a tap",
    tapText: "One tap; your teacher confirms it in the room.",
    tap: "Check in with a tap",
    chosen: "You check in with a tap.",
  },
  way: "How you check in",
  ways: { face: "With your face", tap: "With a tap" },
  screen: {
    ready: "One tap and your check-in is signed on this phone.",
    action: "Check in",
    privacy: "No photo is taken.",
    instead: "Check in without a photo",
    insteadHint: "Your teacher looks into the room and decides.",
    saving: "Saving",
    saved: {
      title: "You are checked in",
      text: "Saved on this phone. Your teacher confirms it in the room.",
    },
  },
  list: {
    badge: "To confirm",
    one: "Confirm",
    waiting: (count: number) =>
      n(count, "1 check-in waits for your confirmation.", "# check-ins wait for your confirmation."),
    all: (count: number) => n(count, "Confirm it", "Confirm all #"),
    done: (count: number) => n(count, "1 check-in is confirmed.", "# check-ins are confirmed."),
    reason: "Check-in confirmed in the room by the teacher",
    question: (name: string) => `Is ${name} in the room?`,
  },
};
