import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser, type TestBrowser } from "../../support/browser.ts";
import { killBrowser } from "../../support/kill-browser.ts";
import { registration } from "../../support/people.ts";
import { buildOutboxPage } from "../../browser/outbox-build.ts";
import { chance } from "../soak/random.ts";
import { captureOf, MODEL } from "../soak/face.ts";
import { type Delivery, judgeDelivery, openStage, pause, type Stage, untilThere } from "./stage.ts";

export interface BrowserKills extends Delivery {
  readonly killsWhileSealing: number;
  readonly killsWhileUploading: number;
  /** check-ins that were on the disk although the kill came before the page could say so */
  readonly savedUnsaid: number;
  /** sealed check-ins found without a blob, out of the chain, or with a head that is not theirs */
  readonly torn: number;
}

/** A comment in the JPEG makes it as heavy as a real photo, and unlike every other. */
const WEIGHT_BYTES = 60_000;
const SETTLE_MS = 300_000;
const PAGE = join(import.meta.dirname, "../../../.cache/kills-page");
const MEETINGS_A_ROUND = 8;
const UPLOADS_A_ROUND = 3;

/**
 * Chromium, all its processes, is killed (-9) at random moments: while check-ins are sealed, and while they are uploaded.
 * One profile lives through all of it. Whatever the page had called saved must be there after each restart, whole, and be
 * at the server once in the end.
 */
export async function killBrowsers(
  { times, seed }: { times: number; seed: string },
  say: (line: string) => void,
): Promise<BrowserKills> {
  await buildOutboxPage(PAGE);
  const stage = await openStage({ env: { CLIENT_FILES: PAGE } });
  const chances = chance(seed, "browser");
  let browser = await launchBrowser();
  const { profile } = browser;
  const saved = new Set<string>();
  let savedUnsaid = 0;
  let torn = 0;
  try {
    let page = await open(stage, browser, saved);
    const shot = await enrolBrowser(stage, page);
    const again = async () => {
      await killBrowser(profile);
      await browser.close({ keep: true }).catch(() => {});
      stage.wire.set("open");
      browser = await launchBrowser({ profile });
      page = await open(stage, browser, saved);
      const kept = await chainOn(page);
      torn += kept.torn;
      const there = new Set(kept.hashes);
      // without its identity the browser can go no further: say what is left instead of failing at the next step
      if (kept.device !== "active") {
        throw new Error(
          `after a kill ${saved.size} check-ins were saved, ${there.size} are there, and the device is ${kept.device || "gone"}`,
        );
      }
      torn += [...saved].filter((hash) => !there.has(hash)).length;
      for (const hash of there) {
        if (!saved.has(hash)) savedUnsaid += 1;
        saved.add(hash);
      }
    };

    for (let round = 0; round < times; round++) {
      const meetings = await stage.school.openMeetings(MEETINGS_A_ROUND);
      stage.wire.set("cut");
      void page.evaluate(sealAll, { shot, meetings, weight: WEIGHT_BYTES }).catch(() => {});
      await pause(chances.whole(0, 400));
      await again();
      if ((round + 1) % 10 === 0) say(`browser: ${round + 1} kills while sealing, ${saved.size} check-ins`);
    }
    for (let round = 0; round < times; round++) {
      const meetings = await stage.school.openMeetings(UPLOADS_A_ROUND);
      stage.wire.set("cut");
      await page.evaluate(sealAll, { shot, meetings, weight: WEIGHT_BYTES });
      const from = stage.wire.passed.up;
      stage.wire.set("open");
      const bytes = chances.whole(1, UPLOADS_A_ROUND * WEIGHT_BYTES);
      await page.evaluate(() => window.outbox.startSending());
      await untilThere("an upload", () => (stage.wire.passed.up - from >= bytes ? true : null));
      await again();
      if ((round + 1) % 10 === 0) say(`browser: ${round + 1} kills while uploading, ${saved.size} check-ins`);
    }
    await page.evaluate(() => window.outbox.startSending());
    await untilAccepted(page, SETTLE_MS);
    const delivery = await judgeDelivery(stage, saved);
    return { killsWhileSealing: times, killsWhileUploading: times, savedUnsaid, torn, ...delivery };
  } finally {
    await killBrowser(profile);
    await browser.close({ keep: true }).catch(() => {});
    await rm(profile, { recursive: true, force: true });
    await stage.close();
  }
}

/** Waits for the server's last word on every check-in; what it does not come to is counted afterwards. */
async function untilAccepted(page: Page, limitMs: number): Promise<void> {
  const limit = Date.now() + limitMs;
  const open = () =>
    page.evaluate(() => window.outbox.db.entries.filter(({ detail }) => detail !== "accepted").count());
  while (Date.now() < limit && (await open()) > 0) {
    await pause(1000);
    await page.evaluate(() => void window.outbox.sendNow());
  }
}

async function open(stage: Stage, browser: TestBrowser, saved: Set<string>): Promise<Page> {
  const { page } = browser;
  page.on("console", (message) => {
    const [word, hash] = message.text().split(" ");
    if (word === "saved" && hash !== undefined) saved.add(hash);
  });
  await page.goto(`http://localhost:${stage.wire.port}`);
  await page.waitForFunction(() => "outbox" in window);
  return page;
}

/** A student with an account and a device in this browser, whose face the server knows. @returns what every photo shows */
async function enrolBrowser({ school }: Stage, page: Page): Promise<PageShot> {
  const uid = await page.evaluate(async (input) => {
    const me = await window.outbox.api.register(input);
    await window.outbox.signedIn(me);
    await window.outbox.ensureDevice(me);
    return me.id;
  }, registration());
  const { jpeg, embedding, ...shot } = await captureOf("person in the browser", "check-in");
  await school.enrol([{ uid, face: { embedding, model: MODEL } }]);
  return { ...shot, jpeg: [...new Uint8Array(jpeg)], embedding: [...embedding] };
}
type PageShot = Omit<Awaited<ReturnType<typeof captureOf>>, "jpeg" | "embedding"> & {
  readonly jpeg: number[];
  readonly embedding: number[];
};

/** In the page: seals one check-in after the other and says of each, once it is saved, that it is. */
async function sealAll({ shot, meetings, weight }: { shot: PageShot; meetings: string[]; weight: number }) {
  for (const id of meetings) {
    const jpeg = new Uint8Array(shot.jpeg.length + 4 + weight);
    jpeg.set(shot.jpeg.slice(0, 2));
    jpeg.set([0xff, 0xfe, (weight + 2) >>> 8, (weight + 2) & 255], 2);
    crypto.getRandomValues(jpeg.subarray(6, 6 + weight));
    jpeg.set(shot.jpeg.slice(2), 6 + weight);
    const embedding = Float32Array.from(shot.embedding);
    const capture = { ...shot, jpeg: jpeg.buffer, embedding, wall: Date.now(), mono: performance.now() };
    const view = await window.outbox.sealCheckIn({
      capture,
      meeting: { id, courseName: "Logic", title: null },
    });
    console.log(`saved ${view.h}`);
  }
}

/** What is on the disk of this profile, and how many of it are not whole. */
const chainOn = (page: Page) =>
  page.evaluate(async () => {
    const { db } = window.outbox;
    const entries = await db.entries.orderBy("[did+seq]").toArray();
    const blobs = new Set((await db.blobs.toCollection().primaryKeys()).map((key) => String(key)));
    const [chain] = await db.chains.toArray();
    let torn = 0;
    for (const [i, entry] of entries.entries()) {
      const before = entries[i - 1];
      const payload = (entry.jws.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
      const { prev } = JSON.parse(atob(payload)) as { prev: string };
      const linked = entry.seq === i + 1 && (!before || prev === before.h);
      const kept = entry.blobs.every(({ hash }) => blobs.has(String([entry.h, hash])));
      if (!linked || (entry.blobsKept && !kept)) torn += 1;
    }
    if (entries.length > 0 && chain?.h !== entries.at(-1)?.h) torn += 1;
    return {
      hashes: entries.map(({ h }) => h),
      device: (await db.devices.toArray()).map(({ status }) => status).join(),
      torn,
    };
  });
