import { plural } from "../plural.ts";

const n = plural("en");

/** A teacher's work without network. */
export const offline = {
  kept: (count: number) => n(count, "1 kept on this device", "# kept on this device"),
  keptOffline: "It counts from when you did it, and is sent by itself when the network is back.",
  keptOnline: "It is being sent.",
  keptSignOut: "It stays here and is sent when you sign in again on this device.",
  keptShort: "Kept here",
  keptToast: "Kept on this device; it will be sent.",
  asOf: (when: string) => `No connection. As this device knew it: ${when}.`,
  notHere: {
    title: "This meeting is not on this device yet",
    text: "Open it once with a connection; from then on it works without.",
  },
  refused: "The server did not take this",
  what: {
    create: "opened on the spot",
    open: "opened",
    close: "closed",
    mark: "mark",
    undo: "mark taken back",
    count: "head count",
  },
  differ: "Teachers said different things",
  settle: "Settle",
  settleTitle: (name: string) => `What holds for ${name}?`,
  settleText:
    "Two teachers marked this student without knowing of each other. Until one of you chooses, the better one for the student counts.",
  settleChoose: (status: string) => `Choose: ${status}`,
  settledReason: "Settled by a teacher",
  you: "You, on this device",
  closesItself: {
    label: "Closes by itself",
    hint: "This many minutes after its end, an open meeting closes. Leave it empty to close by hand only.",
    error: "Between 0 and 720 minutes, or empty.",
  },
};
