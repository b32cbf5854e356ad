import type { Sentences } from "./sentence.ts";

export const en: Sentences = {
  bad_request: ["Something in the request is not as it should be.", "Check what you entered and try again."],
  sign_in_needed: ["You are not signed in.", "Sign in and try again."],
  wrong_credentials: [
    "The e-mail address and the password do not match.",
    "Check both, or ask an administrator for a reset link.",
  ],
  sign_in_again: ["For this step your sign-in must be fresh.", "Sign in again; it takes a moment."],
  bad_signature: [
    "The device's signature does not fit the request.",
    "Update the app; if it stays, register this device again.",
  ],
  device_unknown: ["This device is not registered, or no longer.", "Sign in and register this device again."],
  forbidden: ["Your role does not allow this.", "Ask a teacher of the course or an administrator."],
  consent_needed: [
    "Your consent is needed before any photo is taken.",
    "Read the consent text and decide; there is a way without a face too.",
  ],
  not_found: ["There is nothing here, or it is not yours to see.", "Go back and choose again."],
  photo_unwanted: [
    "No check-in waits for this photo, or there is no consent to it.",
    "There is nothing to do; the check-in goes on without it.",
  ],
  method_not_allowed: ["This address does not take that kind of request.", "Update the app."],
  email_taken: [
    "This address cannot be registered.",
    "If it is yours, sign in instead, or ask an administrator for a reset link.",
  ],
  conflict: [
    "Someone changed this in the meantime.",
    "Look at it again and repeat your change if it still fits.",
  ],
  second_person: [
    "You have agreed to this already, and nobody replaces a student's photos alone.",
    "Ask another teacher of the student or an administrator to look at them, too.",
  ],
  biometrics_stopped: [
    "Your institution has stopped face recognition and destroys all face data.",
    "Check-ins go on without a face, and attendance is kept.",
  ],
  stop_phrase: ["These are not the words that confirm it.", "Type them exactly as they are shown."],
  stop_second: [
    "Another administrator must confirm what you proposed.",
    "Ask one of them to open this screen.",
  ],
  chain_fork: [
    "This device's check-ins have split into two histories, so it was frozen.",
    "Speak to your teacher; nothing that was received is lost.",
  ],
  device_of_another: [
    "This device already belongs to another student this term.",
    "Use your own phone, or the way without a face.",
  ],
  enrolment_open: [
    "An enrolment of yours is already being looked at.",
    "Wait for the answer, or ask your teacher.",
  ],
  grades_locked: [
    "The grades of this course are locked.",
    "An administrator can move the date of the lock; it is written down who did.",
  ],
  request_state: [
    "This request was answered or withdrawn, or there is one already.",
    "Look at it again; ask anew if need be.",
  ],
  attachment_type: [
    "Only PDF, JPEG, PNG and WebP files can be attached.",
    "Save the document as one of these and attach it again.",
  ],
  meeting_state: [
    "The meeting is not in a state that allows this.",
    "Reload the meeting and look at its state.",
  ],
  name_taken: ["There is one with this name already.", "Choose another name, or change that one."],
  in_use: [
    "It is in use, so it cannot be deleted.",
    "First give the slots and meetings that use it another one; what took place keeps its own.",
  ],
  roster_code_needed: [
    "A teacher has put this e-mail address on a course's roster already.",
    "Enter the join code of that course as well; your teacher has it.",
  ],
  claim_waits: [
    "Your teacher has yet to say that this account is yours.",
    "Your address stood on a roster before you registered. Ask your teacher, or an administrator, to look at the course’s roster.",
  ],
  link_spent: ["This link was already used or has run out.", "Ask an administrator for a new one."],
  too_large: ["That is too large.", "Send less at a time; a photo may have 512 kB."],
  import_too_large: [
    "This file is too large for a roster.",
    "It may have 12 MB; remove columns and sheets that are not needed.",
  ],
  unsupported_type: ["This kind of content is not taken here.", "Update the app."],
  photo_mismatch: ["The photo's bytes are not those that were announced.", "Take the photo again."],
  join_code_unknown: ["No course has this code.", "Check the eight characters with your teacher."],
  no_such_account: [
    "Nobody is registered with this e-mail address.",
    "Ask the person to register first, or give them the join code.",
  ],
  import_unreadable: [
    "This file is neither a CSV text nor an Excel workbook (.xlsx) that can be read.",
    "Open it in your spreadsheet program, save it as .xlsx or CSV, and choose that file.",
  ],
  import_too_many: ["This file has more than 50,000 rows.", "Split it; nothing was taken over."],
  setup_code_wrong: [
    "The set-up code is not right, or was used.",
    "Look for it in what the first start printed.",
  ],
  client_too_old: [
    "This version of the app is too old for the server.",
    "Update the app; your check-ins are kept.",
  ],
  report_large: [
    "This report is large.",
    "Have it made in the background; it waits for you under “Reports”.",
  ],
  report_not_ready: [
    "This report is not ready.",
    "Look again in a moment; its progress is shown under “Reports”.",
  ],
  too_many: ["That was too often in a short time.", "Wait a little; the app tries again by itself."],
  internal: [
    "Something went wrong on the server. Nothing that was accepted is lost.",
    "Try again; if it stays, tell the administrator the request number.",
  ],
  unavailable: [
    "The server is busy or a part of it is away.",
    "Nothing is lost; the app tries again by itself.",
  ],
  recognition_unavailable: [
    "Recognition is not available on this server: its model files are missing.",
    "The administrator finds what to do in the server's log.",
  ],
};
