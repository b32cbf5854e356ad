/** What the tests of the outbox stand on: the real server, a browser for each test, and a look at what is on its disk. */
import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import type { Me } from "../../shared/api/account.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { killBrowser } from "../support/kill-browser.ts";
import { registration } from "../support/people.ts";
import { type OutboxServer, serveOutbox } from "./outbox-server.ts";

/** The chain of the first device as it lies on the disk. */
export interface ChainOnDisk {
  readonly entries: readonly {
    readonly h: string;
    readonly seq: number;
    readonly detail: string;
    readonly code: string | null;
    readonly prev: string;
  }[];
  readonly head: { readonly seq: number; readonly h: string } | null;
  readonly blobs: number;
}

export class OutboxStage {
  declare server: OutboxServer;
  declare browser: TestBrowser;
  declare page: Page;

  /** Another page of the same browser. */
  async open(): Promise<Page> {
    const opened = await this.browser.context.newPage();
    await opened.goto(this.server.url);
    await opened.waitForFunction(() => "outbox" in window);
    return opened;
  }

  /**
   * Ends the browser and starts it again with what it had stored.
   * @param options.torn the kill came in the midst of a write: see {@link tearLog}
   */
  async restart({ kill = false, torn = false } = {}): Promise<void> {
    const { profile } = this.browser;
    if (kill) await killBrowser(profile);
    await this.browser.close({ keep: true });
    if (torn) await tearLog(profile);
    this.browser = await launchBrowser({ profile });
    this.page = await this.open();
  }

  /** A student with an account, a session and a registered device in this browser. */
  student(name = "Ana Pérez"): Promise<Me> {
    return this.page.evaluate(async (input) => {
      const me = await window.outbox.api.register(input);
      await window.outbox.signedIn(me);
      await window.outbox.ensureDevice(me);
      return me;
    }, registration({ name }));
  }

  chain(): Promise<ChainOnDisk> {
    return this.page.evaluate(async () => {
      const entries = await window.outbox.db.entries.orderBy("[did+seq]").toArray();
      const [chain] = await window.outbox.db.chains.toArray();
      const read = (jws: string) =>
        JSON.parse(atob((jws.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/")));
      return {
        entries: entries.map(({ h, seq, jws, detail, code }) => ({
          h,
          seq,
          detail,
          code,
          prev: String(read(jws).prev),
        })),
        head: chain ? { seq: chain.seq, h: chain.h } : null,
        blobs: await window.outbox.db.blobs.count(),
      };
    });
  }

  /** How many entries of this phone's student the server has. */
  async stored(): Promise<number> {
    const uid = await this.page.evaluate(
      async () => (await window.outbox.db.entries.toArray())[0]?.uid ?? "",
    );
    const [row] = await this.server.services.sql`select count(*)::int as n from entry where user_id = ${uid}`;
    return Number(row?.["n"]);
  }
}

/**
 * Leaves the beginning of a record at the end of Chromium's database log, as a write that a kill cuts short does: its header
 * (checksum, length 1000, whole; LevelDB's log format) and a tenth of it.
 */
async function tearLog(profile: string): Promise<void> {
  const databases = join(profile, "Default/IndexedDB");
  const logs = (await readdir(databases, { recursive: true })).filter((name) => name.endsWith(".log"));
  expect(logs).toHaveLength(1);
  for (const log of logs)
    await appendFile(join(databases, log), Buffer.from([1, 2, 3, 4, 0xe8, 0x03, 1, ...Array(100).fill(7)]));
}

/** A stage for the tests of a file: one server for all of them, a browser for each. */
export function outboxStage(options: Parameters<typeof serveOutbox>[0] = {}): OutboxStage {
  const stage = new OutboxStage();
  beforeAll(async () => {
    stage.server = await serveOutbox(options);
  });
  afterAll(() => stage.server?.close());
  beforeEach(async () => {
    stage.server.fault = null;
    await stage.server.up();
    stage.browser = await launchBrowser();
    stage.page = await stage.open();
    return () => stage.browser.close();
  });
  return stage;
}

/** Every entry names the one before it, none is missing, the head is the last, and each has its two blobs. */
export function expectWhole({ entries, head, blobs }: ChainOnDisk): void {
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
  for (const [i, entry] of entries.entries()) if (i > 0) expect(entry.prev).toBe(entries[i - 1]?.h);
  const last = entries.at(-1);
  if (last) expect(head).toEqual({ seq: last.seq, h: last.h });
  expect(blobs).toBe(entries.length * 2);
}
