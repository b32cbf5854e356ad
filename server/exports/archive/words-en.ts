import type { ArchiveWords } from "./words.ts";

export const en: ArchiveWords = {
  fileName: "my-data",
  title: "Everything that Presente keeps of you",
  made: (when, name, email) => `Made on ${when} for ${name} (${email}).`,
  intro: [
    "This archive is yours alone. It holds photos of your face and the numbers computed from them: keep it where nobody else gets at it, or delete it when you have read it.",
    "Open index.html in a browser to look through it. The .json files say the same in full, for programs. Times in them are UTC.",
  ],
  filesTitle: "What is in it",
  sections: {
    account: { title: "Account", text: "Name, address, role, how and where you are signed in." },
    consents: {
      title: "Consents",
      text: "Each consent to the use of your face: version and language of the text, digest of its words, when given and when withdrawn.",
    },
    enrolments: {
      title: "Enrolments",
      text: "Each enrolment, what your phone said of its photos (landmarks, digests), who decided and why.",
    },
    references: {
      title: "References",
      text: "Which photos of check-ins served as references, when they came and went and why; and findings of faces alike, without the other person.",
    },
    templates: {
      title: "Templates",
      text: "The numbers (embeddings) computed from your photos, with the model and its digest: your references, and those that your phone sent with check-ins. And prints, where the university looks for photos that come again: coarse pictures of your face in your latest check-ins, a row of cells a line.",
    },
    devices: {
      title: "Devices",
      text: "Phones registered for you, with their public keys. The private keys never left them.",
    },
    "check-ins": {
      title: "Check-ins",
      text: "Each check-in exactly as your phone signed it (JWS), what became of it, and what the server measured, with scores.",
    },
    receipts: {
      title: "Receipts",
      text: "The server's signed word that it has these check-ins, one receipt a device, with the public key that verifies it.",
    },
    attendance: {
      title: "Attendance",
      text: "Your status at each meeting and every mark behind it: who, when, why, on which evidence.",
    },
    requests: {
      title: "Requests",
      text: "What you asked to be excused from or contested, and the answers. Documents are in the folder documents.",
    },
    courses: { title: "Courses", text: "Courses you are or were in, since when and until when." },
    reports: { title: "Reports", text: "Reports that were made for you or about you alone." },
    "viewing-log": {
      title: "Viewing log",
      text: "Who looked at your photos and documents, when and why; and everything else that was written down about you: roles given, links issued, decisions.",
    },
    deletions: { title: "Deletion log", text: "What of yours was destroyed, when and for what reason." },
  },
  photos: {
    title: "Photos",
    text: "Enrolment photos and photos of check-ins that are still kept, as they were taken.",
  },
  documents: {
    title: "Documents",
    text: "Documents that you gave with requests, as you sent them. Open them with the care that any file deserves.",
  },
  absentTitle: "What is not in it",
  absent: [
    "Your password: only a one-way digest of it is kept, which is of use to nobody but a thief.",
    "The keys under which your photos are sealed: with this archive you have what they protect.",
    "Marks that you gave to others, if you teach or assist: they are in those people's archives.",
    "Counters against misuse and digests of time tokens, which run out by themselves and say nothing of you.",
  ],
  absentFiles: (count) =>
    count === 1
      ? "1 photo or document could not be opened and is missing here; ask an administrator."
      : `${count} photos or documents could not be opened and are missing here; ask an administrator.`,
  rightsTitle: "What you can do",
  rights: [
    "See who looked at your photos, and withdraw your consent, under Me in the app.",
    "Contest a mark in your record. Ask your university's data protection officer for corrections, deletion or objection, or complain to the data protection authority.",
  ],
  none: "Nothing.",
  entries: (count) => (count === 1 ? "1 entry" : `${count} entries`),
  columns: {
    when: "When",
    course: "Course",
    state: "State",
    score: "Score",
    who: "Who",
    why: "Why",
    count: "Photos",
    version: "Version",
    given: "Given",
    withdrawn: "Withdrawn",
  },
  states: {
    accepted: "accepted",
    pending: "waits",
    review: "a teacher decides",
    rejected: "refused",
    present: "present",
    late: "late",
    excused: "excused",
    absent: "absent",
  },
  whys: {
    enrolment: "to confirm your enrolment",
    check_in: "to decide a check-in",
    document: "to answer a request",
    export: "your own export",
  },
};
