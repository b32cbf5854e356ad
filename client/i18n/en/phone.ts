import { plural } from "../plural.ts";

const n = plural("en");

/** What is wrong with this phone as the student's device, and the way out. */
export const phone = {
  trouble: {
    frozen: {
      short: "Frozen",
      title: "This phone is frozen",
      text: "Its check-ins have split into two histories. That happens when browser data was copied or restored. Nothing that was received is lost; a teacher looks at what comes now.",
      next: "Tell your teacher, who can mark you today. Then register this phone anew.",
    },
    unknown: {
      short: "Not registered any more",
      title: "This phone is not registered any more",
      text: "The server does not know its key, or the key can no longer be used. No check-in can be saved until it is registered anew; your record at the server stays.",
      next: "Register this phone anew. It takes a moment and a connection.",
    },
    gone: {
      short: "Not registered any more",
      title: "This phone is not registered for you any more",
      text: "The browser has lost the key that signed your check-ins. No check-in can be saved until it is registered anew; your record at the server stays.",
      next: "Register this phone anew. It takes a moment and a connection.",
    },
    gap: {
      short: "Registered for you",
      title: "An earlier check-in can no longer be read here",
      text: "The server is told so with the next connection. The check-in after it is then your teacher's to look at; later ones count as ever.",
      next: "Tell your teacher about the one that is lost: they can mark you by hand.",
    },
  },
  anew: "Register this phone anew",
  anewTitle: "Register this phone anew?",
  anewText:
    "It gets a new key, and for a day your check-ins count as weaker evidence. What the old key signed and the server has is kept.",
  anewUnsent: (count: number) =>
    n(
      count,
      "1 check-in has not reached the server. It will be refused once the old key is replaced: send it first, or save it as a file and show it to your teacher.",
      "# check-ins have not reached the server. They will be refused once the old key is replaced: send them first, or save them as a file and show it to your teacher.",
    ),
  loss: {
    title: "The browser has cleared what the app kept on this phone",
    unsent: (count: number, when: string) =>
      n(
        count,
        `1 check-in had not reached the server (as of ${when}). Tell your teacher, who can mark you by hand.`,
        `# check-ins had not reached the server (as of ${when}). Tell your teacher, who can mark you by hand.`,
      ),
    restored: (count: number) =>
      n(
        count,
        "1 of them is here again, without its photo: show it to your teacher from the list, or save it as a file.",
        "# of them are here again, without their photos: show them to your teacher from the list, or save them as a file.",
      ),
    none: (when: string) =>
      `Nothing was waiting to be sent (as of ${when}). Your record at the server is whole.`,
    prevent:
      "So that it does not happen again, add the app to the home screen, or protect its storage under “Me”.",
    read: "I have read it",
  },
  next: {
    key: "The key that signed it is gone or no longer counts, so it cannot go by itself. Show it to your teacher, who can mark you by hand; or save it as a file.",
    gap: "An earlier check-in can no longer be read on this phone. The server is told so with the next connection, and then your teacher looks at this one.",
  },
};
