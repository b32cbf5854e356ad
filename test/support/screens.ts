import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import type { Person } from "./people.ts";

/** A browser on the app's screens. */
export interface Screens {
  readonly page: Page;
  /** Signs in as this person, or as nobody, with nothing kept of who was there before. */
  become(person: Person | null): Promise<void>;
  /** Opens a screen; when it resolves, its heading stands and nothing is loading. */
  visit(path: string): Promise<void>;
  /** What axe finds wrong on the page as it stands: rule and first element. */
  violations(): Promise<string[]>;
  /** With SCREENSHOTS, which names a folder: a picture of the whole page there, its width in the name. */
  shoot(name: string): Promise<void>;
  /** What the camera sees from now on: see {@link launchBrowser}. */
  show(video: string): Promise<void>;
  /** the folder of the browser's profile */
  readonly profile: string;
  close(): Promise<void>;
}

export async function openScreens(
  url: string,
  options: Parameters<typeof launchBrowser>[0] = {},
): Promise<Screens> {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const { page, context, close, show, profile } = await launchBrowser(options);
  return {
    page,
    show,
    profile,
    close,
    async become(person) {
      await context.clearCookies();
      await page.goto(`${url}/robots.txt`);
      await page.evaluate(async () => {
        for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
        // what is remembered of a database beside it: this one was not lost
        for (const key of Object.keys(localStorage)) {
          if (key.startsWith("presente.kept.")) localStorage.removeItem(key);
        }
      });
      if (!person) return;
      const cookies = person.cookie.split("; ").map((pair) => {
        const at = pair.indexOf("=");
        return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
      });
      await context.addCookies(cookies);
    },
    async visit(path) {
      await page.goto(url + path);
      await page.locator("h1").first().waitFor();
      await page.waitForFunction(() => !document.querySelector(".loading"));
    },
    async violations() {
      // what is still fading in has not its colours yet; what turns for ever is waited for by nobody
      await page.waitForFunction(() =>
        document
          .getAnimations()
          .every(
            ({ playState, effect }) =>
              playState !== "running" || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
          ),
      );
      const session = await context.newCDPSession(page);
      await session.send("Runtime.evaluate", { expression: axe });
      const { result } = await session.send("Runtime.evaluate", {
        expression: `axe.run(document, { resultTypes: ["violations"] }).then((found) =>
      found.violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`,
        awaitPromise: true,
        returnByValue: true,
      });
      await session.detach();
      return Array.isArray(result.value)
        ? result.value.map(String)
        : [`axe did not run: ${JSON.stringify(result)}`];
    },
    async shoot(name) {
      const folder = process.env["SCREENSHOTS"];
      if (!folder) return;
      const width = page.viewportSize()?.width ?? 0;
      await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
    },
  };
}
