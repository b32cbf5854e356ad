/** Consent, enrolment, camera and recognition. */
export const face = {
  consent: {
    title: "Before your face is used",
    intro: "Read this in peace. Nothing is photographed before you agree.",
    agree: "I agree",
    version: (version: string) => `Version of this text: ${version}`,
    otherTitle: "The other way",
    otherText:
      "You can take part without your face: you check in with one tap, and your teacher confirms it in the room. It is as quick and counts the same, and your classmates do not see which way you chose. You can change your mind at any time under “Me”.",
    withdraw: "Withdraw consent",
    withdrawTitle: "Withdraw your consent?",
    withdrawText:
      "Your photos and references are destroyed, here and on the server. Your attendance stays. From then on you check in with a tap.",
    given: (date: string) => `Given on ${date}`,
    notGiven: "Not given",
  },
  enrol: {
    title: "Enrol your face",
    intro: "Five photos in five poses, taken by themselves when all is right. It takes about half a minute.",
    tips: [
      "Look for even light in front of you, no window behind.",
      "Take off cap and sunglasses; your everyday glasses may stay.",
      "Hold the phone at the height of your eyes.",
    ],
    start: "Start the camera",
    step: (at: number, of: number) => `Photo ${at} of ${of}`,
    pose: {
      front: "Look straight ahead",
      left: "Turn your head a little to your left",
      right: "Turn your head a little to your right",
      up: "Raise your chin a little",
      down: "Lower your chin a little",
    },
    taken: (pose: string) => `${pose}: taken.`,
    reviewTitle: "Your five photos",
    reviewText: "A teacher or an administrator sees them once, to confirm that they show you.",
    send: "Send the photos",
    again: "Take them again",
    sending: (at: number, of: number) => `Sending photo ${at} of ${of}`,
    status: {
      uploading: {
        title: "The photos are not all sent",
        text: "Stay on this page with a connection and they go on by themselves.",
      },
      checking: {
        title: "The server is checking your photos",
        text: "It takes a few seconds. You may leave this page.",
      },
      awaiting: {
        title: "Waiting for a person to confirm",
        text: "Your teacher or an administrator looks at the photos once. You get no mark for waiting: until then you check in with a tap.",
      },
      confirmed: {
        title: "Your enrolment is confirmed",
        text: "From now on you can check in with your face.",
      },
      rejected: { title: "Your enrolment was not accepted", text: "You can take the photos again at once." },
    },
    reason: "Reason",
    redo: "Take new photos",
    incomplete: "The photos are no longer on this page. Take them again.",
    toToday: "Go to today",
    photoOf: (pose: string) => `Your photo: ${pose}`,
  },
  enrolmentCodes: {
    photo_undecodable: "One photo could not be read. Take the photos again.",
    photo_mismatch: "One photo did not arrive as it was sent. Take the photos again.",
    no_face: "On one photo no face was found. Look for more light and take the photos again.",
    faces_many: "On one photo there is more than one face. Take the photos again on your own.",
    face_small: "On one photo the face is too small. Hold the phone closer and take the photos again.",
    not_one_person: "The photos do not all look like the same person. Take all five yourself, in even light.",
    emb_mismatch:
      "The server measured one photo differently from your phone. Update the app and take the photos again.",
    photos_alike:
      "Two of the photos are the same picture, or nearly. Take all five with the camera, the head as it is asked for each.",
    unturned:
      "Your head hardly turned from one photo to the next. That is all right; whoever confirms the photos looks more closely.",
    person_rejected: "The person who looked at your photos did not accept them.",
    replaced: "A later enrolment of yours took the place of this one.",
    consent_withdrawn: "You withdrew your consent, so the photos were destroyed.",
    kept_long_enough:
      "You had not been here for so long that the photos were destroyed, as the rules demand. Enrol again to use your face.",
    institution_stop: "Your institution stopped face recognition, and all photos were destroyed.",
  },
  camera: {
    starting: "The camera is starting",
    label: "Live picture of the camera",
    denied: {
      title: "The camera is blocked for this page",
      steps: [
        "Tap the lock or the “aA” beside the address.",
        "Choose permissions, then camera, then allow.",
        "Come back here and try again.",
      ],
    },
    busy: {
      title: "Another app is using the camera",
      steps: ["Close video calls and other camera apps.", "Then try again."],
    },
    none: {
      title: "No camera was found",
      steps: [
        "Connect a camera, or open Presente on your phone.",
        "In class, your teacher can also mark you by hand.",
      ],
    },
    insecure: {
      title: "The camera needs a secure address",
      steps: [
        "Open Presente with an address that begins with https://.",
        "If you only have an http:// address, ask the administrator for the secure one.",
      ],
    },
    failed: {
      title: "The camera did not start",
      steps: ["Try again.", "If it stays, restart the browser, or ask your teacher to mark you by hand."],
    },
  },
  recogniser: {
    title: "Getting recognition ready",
    once: "Only once: it stays on this phone. If the connection drops, it goes on where it stopped.",
    progress: (loaded: string, total: string, percent: string) => `${loaded} of ${total} (${percent})`,
    preparing: "Preparing recognition",
    unavailable: "Recognition is not available on this server",
    unavailableNext:
      "Tell your teacher, who marks you by hand meanwhile. The administrator finds on the About page what is missing.",
    failed: "Recognition could not be loaded",
    codes: {
      network: "Check the connection and try again. What was already downloaded is kept.",
      corrupt: "The files on the server are not what it says they are. Tell the administrator.",
      unsupported: "This browser cannot run recognition. Update it, or use another browser.",
      crashed: "Recognition stopped, perhaps for lack of memory. Close other apps and try again.",
    },
  },
  capture: {
    title: "Check in",
    to: (course: string) => `Check in to ${course}`,
    privacy: "Only one photo is taken, when the ring is full.",
    match: { title: "It is you", text: "Saved on this phone." },
    doubt: { title: "Not quite sure", text: "Saved on this phone. The server or your teacher decides." },
    noMatch: {
      title: "This does not look like you",
      text: "Nothing was sent. Try with better light, straight ahead.",
    },
    sendAnyway: "Send it anyway",
    sendAnywayHint: "Your teacher then takes a look at the photo.",
    again: "Try again",
    steps: { saved: "Saved on this phone", sent: "Sent", confirmed: "Confirmed" },
    offline: "No connection: it is sent by itself as soon as there is one.",
    confirmed: "Confirmed. You are on the list.",
    toToday: "Done",
    needsEnrolment: {
      title: "Enrol your face first",
      text: "It takes half a minute. Then you can check in here.",
    },
    closed: {
      title: "This meeting is not open",
      text: "If you are in the room, tell your teacher: they can open it or mark you by hand.",
    },
    stuckText: "Tell your teacher in the room. They can mark you by hand at once.",
  },
  coaching: {
    starting: "One moment",
    no_face: "Hold the phone so that your face is in the oval",
    many_faces: "More than one face: step aside a little",
    come_closer: "Come a little closer",
    move_back: "Move back a little",
    centre: "Bring your face to the middle",
    too_dark: "Too dark: turn towards the light",
    too_bright: "Too bright: turn away from the light",
    turn_front: "Look straight at the phone",
    turn_left: "Turn a little to your left",
    turn_right: "Turn a little to your right",
    look_up: "Raise your chin a little",
    look_down: "Lower your chin a little",
    straighten: "Hold your head upright",
    open_eyes: "Open your eyes",
    hold_still: "Hold still",
    good: "Good, stay like this",
  },
};
