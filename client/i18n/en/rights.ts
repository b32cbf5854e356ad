import { plural } from "../plural.ts";

const n = plural("en");

/** What one may ask about what is kept of oneself, and a withdrawn consent. */
export const rights = {
  title: "My data",
  text: "What is kept of you is yours to see and to take along.",
  export: {
    title: "Take everything along",
    text: "One archive (zip) with your account, consents, photos, templates, check-ins, marks, requests and who looked at what. Keep it where nobody else gets at it: it holds photos of your face.",
    action: "Make my archive",
    under: "Making your archive",
    progress: (done: string) => `${done} received`,
    cancel: "Stop",
    done: (size: string) => `Your archive is saved (${size}).`,
    offline: "For this a connection is needed: everything comes from the server.",
    signIn: "Sign in again first: whoever finds this phone unlocked must not get your photos.",
  },
  looks: {
    title: "Who has looked at my photos",
    text: "Each look at a photo or a document of yours is written down before it is shown.",
    link: "Who has looked at my photos",
    emptyTitle: "Nobody has looked",
    emptyText: "When somebody opens one of your photos, or you take your data along, it stands here.",
    gone: "An account that no longer exists",
    you: "You",
    photos: (count: number) => n(count, "1 photo", "# photos"),
    why: {
      enrolment: "To confirm your enrolment",
      check_in: "To decide a check-in",
      document: "To answer your request: its document",
      export: "You took your data along",
    },
    of: (course: string, when: string) => `${course}, check-in of ${when}`,
  },
  withdraw: {
    stays: "What was accepted stays in your record, and you go on without your face.",
    unsent: (count: number) =>
      n(
        count,
        "1 check-in on this phone has not been decided. Its photo is destroyed too; the check-in itself is sent, and your teacher is asked.",
        "# check-ins on this phone have not been decided. Their photos are destroyed too; the check-ins themselves are sent, and your teachers are asked.",
      ),
    done: "Your consent is withdrawn. Your face data is destroyed here and on the server.",
    later:
      "Your consent is withdrawn. Your face data is destroyed on this phone; the server follows as soon as there is a connection.",
  },
  erased: {
    title: "Your consent is withdrawn",
    text: (count: number) =>
      n(
        count,
        "The face data on this phone is destroyed. 1 check-in that was waiting goes without its photo: your teacher is asked to decide, and you see the answer in your record.",
        "The face data on this phone is destroyed. # check-ins that were waiting go without their photos: your teachers are asked to decide, and you see the answers in your record.",
      ),
    read: "I have read it",
    item: "You withdrew your consent, so its photo is destroyed. Your teacher is asked.",
  },
};
