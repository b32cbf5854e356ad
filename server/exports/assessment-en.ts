import type { AssessmentWords } from "./assessment-words.ts";

export const en: AssessmentWords = {
  title: "Data protection impact assessment",
  subtitle: "Taking the roll by face with Presente, as this installation is configured",
  foot: "Impact assessment of this configuration",
  heads: {
    purpose: "What is done, and why",
    people: "Who is concerned",
    data: "What is processed",
    recognition: "How a face is recognised and a check-in decided",
    retention: "How long it is kept",
    place: "Where it is",
    keys: "How it is protected",
    access: "Who sees what",
    rights: "Consent and rights",
    risks: "Risks, and what is done against them",
    open: "What people must add",
  },
  purpose: [
    "Presente takes the roll of classes. A student who has consented points the phone at the own face; the phone and then the server check that it is the face that was enrolled, and the attendance is recorded. A face that is used to recognise somebody is biometric data (GDPR, article 9); it is processed with explicit consent alone (article 9, 2 a).",
    "Nothing else is read from a face: no mood, no attention, no health, no age. Nothing is sold, published, given to another company or used to train models.",
    "A less intrusive way is offered to everybody: a tap on the own phone that a teacher confirms. It is as quick, counts the same and is not visible to other students. A face that is not recognised never makes anyone absent by itself.",
  ],
  stopped:
    "The institution has stopped face recognition (“stop and destroy”): nothing biometric is processed at present.",
  peopleHead: ["People", "Number"],
  people: {
    students: "Students with an account",
    byFace: "of them checking in by face (consent stands, face confirmed)",
    consented: "of them with a consent and no confirmed face (yet)",
    tap: "of them checking in without a face",
    teachers: "Teachers",
    administrators: "Administrators",
  },
  tapText:
    "Students are adults as a rule, and dependent on their university: that is why the way without a face is offered first and equally, and why refusing or withdrawing has no consequence.",
  dataHead: ["Data", "Where it comes from, and what for"],
  data: [
    ["Five enrolment photos", "The student's camera, once; what every check-in is compared with"],
    [
      "One photo a check-in",
      "The student's camera; shows that it was this person, and may become a reference",
    ],
    [
      "Templates (embeddings)",
      "Computed from reference photos; they are compared, and are biometric data too",
    ],
    [
      "The embedding that the phone computed, five points of the face",
      "Sent with each check-in, to find tampering; the five points (eyes, nose, mouth) stay within the signed claim",
    ],
    [
      "Scores and decisions",
      "How alike a photo was; they stay with the attendance, and nobody is recognised by them",
    ],
    ["Attendance, marks and their history, requests with documents", "What the roll is for; no face data"],
    ["Looks", "Who looked at which photo or document, when and what for"],
  ],
  prints: [
    "Prints of the latest # check-in photos",
    "Coarse pictures of the face, 24 by 24 cells, computed from the photo; a photo that comes again is found by them. They are compared with the own photos alone, and kept for # days after the last check-in",
  ],
  modelHead: ["Model", "What for", "Licence", "SHA-256"],
  recognition:
    "Model #. A cosine of # or more with the student's own references is accepted, below # it is rejected, and between them a teacher decides. What phone and server compute of one photo must agree to #. Each student is compared with the own references alone; when a face is enrolled, it is once compared with all others to find one face under two names, and an administrator decides on what is found.",
  noRecognition: "No recognition model is loaded at present: nothing is recognised.",
  window:
    "Enrolment photos never change by themselves. Of later check-ins at most # photos are references, at most # a day and # a week, after seven days, and only from a cosine of # with the enrolment photos.",
  weightless:
    "They have no say in a decision (weight 0), for on the photos at hand they made recognition no better.",
  weight: "They have a share of # in a decision.",
  copies:
    "A photo whose very bytes came before, from anybody, or that nearly repeats one of the student's latest # (likeness of prints # or more), is a person's to decide, and enrols nobody.",
  noCopies: "Whether a photo came before is not asked, and no prints of photos are made.",
  figures:
    "Measured for this deployment with model #: # photos of # people, # genuine and # impostor pairs; equal error rate #; at the threshold of acceptance # of genuine pairs are accepted and # of impostors.",
  noFigures:
    "No accuracy figures of this deployment's own people are known. npm run evaluate -- --json measures them on labelled photos of people who agreed; put what it prints into DATA_DIR/evaluation.json, and it stands here. Public figures of the models stand in the README.",
  decided:
    "No decision against a student is made by the machine alone: doubtful and rejected check-ins go to a teacher, any mark can be contested in the app, and each mark keeps its history.",
  retentionHead: ["Class", "Kept", "Counted from"],
  retentionText:
    "A job destroys every hour what has been kept for long enough, and each destruction is written into a log that only grows.",
  day: "1 day",
  days: "# days",
  retention: {
    window_photo: ["Photos of check-ins that are references", "the check-in; then it retires"],
    retired_photo: ["Retired references", "the retirement; at once when an administrator removed it"],
    accepted_photo: ["Photos of other accepted check-ins", "the decision"],
    undecided_photo: [
      "Photos of check-ins that nobody has decided",
      "the check-in; the teacher then decides without it",
    ],
    rejected_photo: ["Photos of rejected check-ins", "the decision"],
    embedding: [
      "Embeddings that phones sent, prints of photos",
      "the decision; of prints, the student's last check-in",
    ],
    enrolment_photo: [
      "Enrolment photos and templates",
      "the last check-in or enrolment; the consent lapses with them",
    ],
    unfinished_enrolment: ["Photos of an enrolment that was not finished", "its beginning"],
    document: ["Documents given with requests", "the decision; after # days at the latest"],
    viewing_log: ["Who looked at what", "the look"],
    key_backup: ["Backups of the students' keys that this machine wrote", "their making"],
    orphan: ["Objects that nothing knows, as a crash may leave them", "their storing"],
  },
  attendance:
    "Attendance, marks and the decisions behind them are kept with the course: they are no face data.",
  lakeRules: "The photo store keeps rules of expiry of its own beside this, as a second line of defence.",
  noLakeRules:
    "The photo store has not taken rules of expiry of its own (a second line of defence): see the screen “Retention”.",
  s3: "Photos and documents are in the S3 bucket # (region #) at #.",
  folder: "Photos and documents are in a folder of the machine that this program runs on.",
  ownDatabase: "The database comes with the program and runs on the same machine.",
  otherDatabase: "The database is a PostgreSQL that the university provides.",
  https: "All traffic is encrypted (TLS).",
  noHttps:
    "This installation is not reached by https: it is for a trial on one machine, and not for students' faces.",
  mail: "Scheduled reports of attendance go out by mail to teachers; there is no face in them.",
  noMail: "Nothing is mailed.",
  sealed:
    "Every photo, embedding, template, print and document is sealed for its student (X25519, HKDF-SHA-256, AES-256-GCM) and bound to student, record, type and model. Names of objects are HMACs. The private half of a student's key is wrapped by the key-encryption key; erasing it makes every copy of what was sealed unreadable, in backups too.",
  kek: {
    file: "The key-encryption key is a file.",
    environment: "The key-encryption key comes in the program's environment.",
    command: "The key-encryption key stays in a key management service.",
  },
  backups:
    "Keys have a backup of their own, which is refused after # days; backups of the database are made without them.",
  accessHead: ["Role", "Sees", "Under which condition"],
  access: [
    [
      "Student",
      "the own record, when photos became references, every look at the own photos, an archive of everything",
      "signed in",
    ],
    ["Assistant of a course", "who is present, without any photo", "in that course, while it meets"],
    [
      "Teacher",
      "the photo of a check-in of an own course; enrolment photos of an own student that wait; documents of requests",
      "each look is written down and shown to the student",
    ],
    [
      "Administrator",
      "enrolment photos that wait, faces alike, retention and its log",
      "each look is written down and shown to the student",
    ],
    ["Other students", "nothing: neither faces nor by which way somebody checked in", ""],
  ],
  consent:
    "Consent is asked before the first photo, in English and Spanish, version # (SHA-256 # and #). Who agreed to which text and when, and each withdrawal, is kept in a ledger.",
  rights: [
    "Access and copy: every student downloads one archive of everything about themselves, and sees who looked at the own photos.",
    "Erasure and withdrawal: at any time, in the app, without a reason. Keys, photos, templates and uploads are destroyed at once, phones destroy what they hold when they next speak with the server, and the student goes on with the way without a face; the attendance stays.",
    "Rectification and objection: any mark can be contested in the app; a new enrolment replaces a bad one.",
    "Restriction: the institution can stop everything biometric at once and destroy it, with a signed certificate.",
  ],
  riskHead: ["Risk", "What is done"],
  risks: [
    [
      "Students feel forced to give their face",
      "the way without a face is offered at the same place, is as quick, and is invisible to others",
    ],
    [
      "Photos or templates leak",
      "sealed for each student; the database and the photo store alone open nothing",
    ],
    [
      "Somebody is taken for another",
      "a fixed threshold for everybody, several enrolment photos, review by a person, contest by the student",
    ],
    [
      "Somebody is not recognised, and some groups more often",
      "no absence by itself; the way without a face at any time; figures to be measured on one's own people, by group where groups are known",
    ],
    [
      "Somebody checks in for another with a photo or a video",
      "room code, live camera, challenge, signature of the phone, review; no check is proof by itself",
    ],
    [
      "References are poisoned step by step",
      "enrolment photos never change; pace, direction and drift of the others are bounded; they can be removed and decisions scored again",
    ],
    [
      "It is used for something else later",
      "no other use is built; each model and threshold stands in this paper; everything can be stopped and destroyed",
    ],
    [
      "It is kept for longer than needed",
      "durations above, a job every hour, a log that only grows, rules of the store beside it",
    ],
    [
      "Staff look at photos without need",
      "only for a decision, each look is written down and shown to the student",
    ],
  ],
  open: [
    "Controller, processor and data protection officer, with their addresses.",
    "The legal basis in national law, and whether the supervisory authority must be consulted (article 36).",
    "The opinion of students and their representatives (article 35, 9), and the date on which this assessment is looked at again.",
  ],
};
