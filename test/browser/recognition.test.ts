import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createRecogniser } from "../../server/recognition/pool.ts";
import type { Coaching } from "../../shared/face/coaching.ts";
import { fromBase64Url } from "../../shared/bytes.ts";
import { claimedPoints } from "../../shared/face/crop.ts";
import { cosine } from "../../shared/face/geometry.ts";
import { describeWithModels, FACES_DIR, photosOf } from "../support/needs.ts";
import { tool } from "../support/tools.ts";
import { type RecognitionServer, serveRecognition } from "./recognition-server.ts";

const photo = (identity: string, index: number) =>
  photosOf(identity)[index]?.replace(FACES_DIR, "/faces") ?? "none";

await describeWithModels(
  "recognition in the browser",
  () => {
    let server: RecognitionServer;
    let unisolated: RecognitionServer;
    let browser: Browser;
    const contexts: BrowserContext[] = [];

    beforeAll(async () => {
      server = await serveRecognition({ faces: FACES_DIR });
      unisolated = await serveRecognition({ faces: FACES_DIR, isolated: false });
      browser = await chromium.launch({
        executablePath: tool("chromium", "CHROMIUM"),
        chromiumSandbox: false,
      });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
      await unisolated?.close();
    });
    afterEach(async () => {
      server.fault = null;
      for (const context of contexts.splice(0)) await context.close();
    });

    /** A page with nothing stored, and what it said and asked for that it should not. */
    async function open(at: RecognitionServer = server, context?: BrowserContext) {
      const used = context ?? (await browser.newContext());
      if (!context) contexts.push(used);
      const page = await used.newPage();
      const complaints: string[] = [];
      page.on("console", (line) => complaints.push(line.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      used.on("request", (request) => {
        if (/^https?:/.test(request.url()) && !request.url().startsWith(at.url))
          complaints.push(request.url());
      });
      await page.goto(at.url);
      await page.waitForFunction(() => "lab" in window);
      return { page, context: used, complaints };
    }
    const load = (page: Page, at: RecognitionServer = server) =>
      page.evaluate((config) => window.lab.load(config), at.config);
    type Shown = { url: string; x?: number; zoom?: number; dim?: number }[];
    const capture = async (page: Page, photos: Shown, until?: Coaching) => {
      await page.evaluate((shown) => window.lab.show(shown), photos);
      return page.evaluate((said) => window.lab.capture({ kind: "checkin" }, 20_000, said), until);
    };

    it("coaches nobody, two people, darkness and distance, and photographs a good face", async () => {
      const { page, complaints } = await open();
      expect((await load(page)).threads).toBeGreaterThan(1);
      const one = photo("subject-02", 4);
      const other = photo("subject-05", 4);

      const cases: [Coaching, Shown][] = [
        ["no_face", []],
        ["too_dark", [{ url: one, dim: 0.15 }]],
        ["come_closer", [{ url: one, zoom: 0.6 }]],
        [
          "many_faces",
          [
            { url: one, x: 0.27, zoom: 0.66 },
            { url: other, x: 0.73, zoom: 0.66 },
          ],
        ],
      ];
      for (const [said, shown] of cases) {
        const seen = await capture(page, shown, said);
        expect(seen.coaching.at(-1)).toBe(said);
        expect(seen.capture).toBeNull();
      }

      const good = await capture(page, [{ url: one }]);
      expect(good.error).toBeNull();
      expect(good.coaching.at(-1)).toBe("good");
      expect(good.capture?.landmarks).toHaveLength(10);
      expect(good.capture?.embedding).toHaveLength(server.config.model.dimension);
      expect(complaints).toEqual([]);
    });

    it("claims what the server computes from the same bytes", async () => {
      const { page } = await open();
      await load(page);
      const recogniser = await createRecogniser(server.models, { modelId: "arcface-mbf", workers: 1 });
      if (!recogniser) throw new Error("no recogniser");
      try {
        for (const identity of ["subject-01", "subject-03", "subject-08"]) {
          const shown = [2, 3, 4, 5].map((index) => photo(identity, index));
          let taken = null;
          for (const url of shown) taken ??= (await capture(page, [{ url }])).capture;
          if (!taken) throw new Error(`no photo of ${identity} passed the gates`);
          const analysis = await recogniser.analyse(
            fromBase64Url(taken.jpeg),
            claimedPoints(taken.landmarks),
          );
          if (!analysis.ok || !analysis.claimed || !analysis.own) throw new Error("the server sees no face");
          expect(analysis.width).toBe(taken.width);
          expect(analysis.faces).toBe(1);
          const claimed = Float32Array.from(taken.embedding);
          expect(cosine(claimed, analysis.claimed)).toBeGreaterThanOrEqual(recogniser.agreementBound);
        }
      } finally {
        await recogniser.close();
      }
    });

    it("goes on with a cut first download where it was", async () => {
      const { page, context } = await open();
      const [victim, part] = [server.config.assets["mediapipe-wasm"]?.digest ?? "", 2];
      const path = `/assets/parts/${victim}/${part}`;
      server.fault = (asked) => (asked === path ? "cut" : null);
      server.partRequests.length = 0;
      const first = await page.evaluate(
        (config) => window.lab.load(config, 20_000).catch((error: Error) => ({ failed: error.name })),
        server.config,
      );
      expect(first).toHaveProperty("failed");
      expect(server.partRequests.filter((asked) => asked === path).length).toBeGreaterThan(1);
      await page.close();

      server.fault = null;
      server.partRequests.length = 0;
      const again = await open(server, context);
      const loaded = await load(again.page);
      expect(server.partRequests).toEqual([path]);
      expect(loaded.progress.at(-1)?.loaded).toBe(loaded.progress.at(-1)?.total);
    });

    it("starts without the network once everything is there", async () => {
      const { page, context } = await open();
      await load(page);
      await page.close();
      const again = await open(server, context);
      server.partRequests.length = 0;
      await load(again.page);
      expect(server.partRequests).toEqual([]);
    });

    it("fetches a damaged file again, and that one only", async () => {
      const { page, context } = await open();
      await load(page);
      const { digest, wire } = server.config.assets["embedder"] ?? { digest: "", wire: [] };
      await page.evaluate(async (url) => {
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          const kept = await cache.match(url);
          if (!kept) continue;
          const bytes = new Uint8Array(await kept.arrayBuffer());
          bytes[1234] = (bytes[1234] ?? 0) ^ 1;
          await cache.put(url, new Response(bytes));
        }
      }, `/assets/parts/${digest}/1`);
      await page.close();
      const again = await open(server, context);
      server.partRequests.length = 0;
      await load(again.page);
      expect(server.partRequests.toSorted()).toEqual(wire.map((_, i) => `/assets/parts/${digest}/${i}`));
    });

    it("works with one thread where the page is not cross-origin isolated", async () => {
      const { page, complaints } = await open(unisolated);
      expect((await load(page, unisolated)).threads).toBe(1);
      const seen = await capture(page, [{ url: photo("subject-02", 4) }]);
      expect(seen.capture?.embedding).toHaveLength(server.config.model.dimension);
      expect(complaints).toEqual([]);
    });

    it("ends a capture with AbortError when it is disposed", async () => {
      const { page } = await open();
      await load(page);
      await page.evaluate((shown) => window.lab.show(shown), []);
      const ended = await page.evaluate(() => window.lab.captureAndDispose({ kind: "checkin" }, 5));
      expect(ended).toBe("AbortError");
      expect((await page.evaluate(() => window.lab.capture({ kind: "checkin" }, 500))).error).toBe(
        "AbortError",
      );
    });
  },
  { models: ["arcface-mbf"], faces: true },
);
