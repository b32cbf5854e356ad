import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { tool } from "./tools.ts";
import { emptyVideo } from "./videos.ts";

export interface TestBrowser {
  readonly context: BrowserContext;
  /** the page that was opened first */
  readonly page: Page;
  /** addresses of requests that left the given origins, from pages, workers and service workers */
  readonly strayRequests: string[];
  /** What the camera sees from the next time that a page opens it. */
  show(video: string): Promise<void>;
  /** Ends the browser; with `keep` its profile stays, for {@link launchBrowser}'s `profile`. */
  close(options?: { keep: boolean }): Promise<void>;
  /** the folder of the profile */
  readonly profile: string;
}

/**
 * Real Chromium, without a window, with a fake camera that plays a video. The permission comes from a flag and not from
 * Playwright's `permissions`, which would deny Background Sync.
 */
export async function launchBrowser(
  options: {
    /** a file of videos.ts; nobody before the camera by default */
    video?: string;
    /** of an earlier browser, closed with `keep`: the app is opened again, with all it had stored */
    profile?: string;
    locale?: "en" | "es";
    viewport?: { width: number; height: number };
    /** what is wrong with the camera: there is none until {@link TestBrowser.show}, or the person has forbidden it */
    camera?: "none" | "denied";
  } = {},
): Promise<TestBrowser> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), "presente-browser-")));
  const camera = join(profile, "camera.mjpeg");
  const show = async (video: string) => copyFile(video, camera);
  if (options.camera !== "none") await show(options.video ?? (await emptyVideo()));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: tool("chromium", "CHROMIUM"),
    headless: true,
    chromiumSandbox: false,
    locale: options.locale ?? "en",
    viewport: options.viewport ?? { width: 390, height: 844 },
    args: [
      "--use-fake-device-for-media-stream",
      `--use-fake-ui-for-media-stream${options.camera === "denied" ? "=deny" : ""}`,
      `--use-file-for-fake-video-capture=${camera}`,
      "--disable-dev-shm-usage",
    ],
  });
  // for what will come, on a machine that does other things too; nothing waits longer than it must
  context.setDefaultTimeout(30_000);
  const strayRequests: string[] = [];
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^https?:$/.test(protocol) && hostname !== "localhost") strayRequests.push(request.url());
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    context,
    page,
    strayRequests,
    show,
    profile,
    async close({ keep } = { keep: false }) {
      // a browser that a test has killed can no longer be closed: what counts is that it is gone
      await context.close().catch((error: unknown) => {
        if (!/has been closed/.test(String(error))) throw error;
      });
      if (!keep) await rm(profile, { recursive: true, force: true });
    },
  };
}
