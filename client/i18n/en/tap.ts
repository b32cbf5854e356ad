import { plural } from "../plural.ts";

const n = plural("en");

/** The way without a face: the student's words, and the teacher's. */
export const tap = {
  choice: {
    title: "How do you want to check in?",
    text: "Both ways are equally quick and count the same. Your classmates do not see which one you chose, and you can change it at any time under “Me”.",
    faceTitle: "With your face",
    faceText: "Your phone recognises you in a photo. Read first how it would be used, then decide.",
    face: "Read about the face",
    tapTitle: "With a tap",
    tapText: "One tap when you are in the room; your teacher confirms it. No photo, nothing of your face.",
    tap: "Check in with a tap",
    chosen: "You check in with a tap.",
  },
  way: "How you check in",
  ways: { face: "With your face", tap: "With a tap" },
  screen: {
    ready: "One tap and your check-in is signed on this phone.",
    action: "Check in",
    privacy: "No photo is taken.",
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
