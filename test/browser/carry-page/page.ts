/** The whole app, and a way to seal a check-in without a camera: hangs on `window.carryTest`. */
import "../../../client/main.tsx";
import { exportUnsent } from "../../../client/outbox/export.ts";
import { checkIns, sealCheckIn, sendNow, unsent } from "../../../client/outbox/outbox.ts";
import { db } from "../../../client/store/db.ts";

const digest = "A".repeat(43);

async function seal(meeting: { id: string; courseName: string }) {
  const jpeg = new Uint8Array(30_000);
  crypto.getRandomValues(jpeg);
  return sealCheckIn({
    capture: {
      jpeg: jpeg.buffer,
      width: 640,
      height: 480,
      landmarks: [1000, 1200, 2000, 1200, 1500, 1700, 1100, 2200, 1900, 2200],
      embedding: Float32Array.from({ length: 512 }, (_, i) => Math.fround(Math.sin(i) / 16)),
      model: { id: "arcface-mbf", digest },
      detector: { id: "mediapipe", digest },
      wall: Date.now(),
      mono: performance.now(),
      ms: { encode: 0, decode: 0, landmark: 0, align: 0, embed: 0, total: 0 },
    },
    meeting: { ...meeting, title: null },
  });
}

const carryTest = { checkIns, db, exportUnsent, seal, sendNow, unsent };
declare global {
  interface Window {
    carryTest: typeof carryTest;
  }
}
window.carryTest = carryTest;
