/** The client's data side without screens, for tests: everything they drive hangs on `window.outbox`. */
import Dexie from "dexie";
import { act } from "../../../client/actions/log.ts";
import { api, describeProblem, watchMeeting } from "../../../client/api.ts";
import { takeScanned } from "../../../client/carry/carry.ts";
import { claimOf } from "../../../shared/protocol/carry.ts";
import { ensureDevice, replaceDevice } from "../../../client/identity/device.ts";
import { checkIns, sealCheckIn, sendingHeld, sendNow, unsent } from "../../../client/outbox/outbox.ts";
import { exportUnsent } from "../../../client/outbox/export.ts";
import { startSending } from "../../../client/outbox/runner.ts";
import type { Capture } from "../../../client/recognition/types.ts";
import { admitOwnScripts } from "../../../client/recognition/policy.ts";
import { db, PresenteDatabase } from "../../../client/store/db.ts";
import { offline } from "../../../client/store/offline.ts";
import {
  openSession,
  signedIn,
  signOut,
  signOutWarning,
  withdrawConsent,
} from "../../../client/store/session.ts";
import { erasure } from "../../../client/store/withdrawal.ts";
import { applyUpdate, holdUpdates, registerServiceWorker, updateReady } from "../../../client/sw/register.ts";
import { computeVectors } from "./vectors.ts";

admitOwnScripts();

/** A capture with bytes of its own: no camera is needed to test what becomes of it. */
function capture(bytes = 2000): Capture {
  const jpeg = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(jpeg.subarray(at, at + 65_536));
  const digest = "A".repeat(43);
  return {
    jpeg: jpeg.buffer,
    width: 320,
    height: 320,
    landmarks: [1000, 1200, 2000, 1200, 1500, 1700, 1100, 2200, 1900, 2200],
    // of this photo alone: bytes that two check-ins share are wanted once or twice, as their answers happen to cross
    embedding: Float32Array.from({ length: 128 }, (_, i) =>
      Math.fround(Math.sin(i + (jpeg[0] ?? 0) + (jpeg[1] ?? 0) * 256) / 8),
    ),
    model: { id: "tiny", digest },
    detector: { id: "tiny", digest },
    wall: Date.now(),
    mono: performance.now(),
    ms: { encode: 0, decode: 0, landmark: 0, align: 0, embed: 0, total: 0 },
  };
}

/** Takes over another student's claim, as a scan does. */
async function takeClaim(jws: string): Promise<boolean> {
  const claim = await claimOf(jws);
  if (!claim) throw new TypeError("not a claim");
  return takeScanned(claim);
}

const meeting = (id: string = crypto.randomUUID()) => ({ id, courseName: "Logic", title: null });

const outbox = {
  act,
  api,
  capture,
  checkIns,
  db,
  describeProblem,
  Dexie,
  ensureDevice,
  erasure,
  exportUnsent,
  applyUpdate,
  holdUpdates,
  meeting,
  offline,
  openSession,
  PresenteDatabase,
  computeVectors,
  registerServiceWorker,
  replaceDevice,
  sealCheckIn,
  seal: (meetingId?: string, bytes?: number) =>
    sealCheckIn({ capture: capture(bytes), meeting: meeting(meetingId) }),
  sendingHeld,
  sendNow,
  signedIn,
  signOut,
  signOutWarning,
  startSending: () => startSending(new AbortController().signal),
  takeClaim,
  unsent,
  updateReady,
  watchMeeting,
  withdrawConsent,
};

declare global {
  interface Window {
    outbox: typeof outbox;
  }
}
window.outbox = outbox;
