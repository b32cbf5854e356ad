/** The page of outbox-page/, built with the real service worker and served by the real server. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../server/app.ts";
import { type Listening, listen } from "../../server/listen.ts";
import { clientFiles } from "../../server/static/files.ts";
import { builtPage } from "../support/built-page.ts";
import { createTestServices, type TestServices, type TestServicesOptions } from "../support/services.ts";
import { buildOutboxPage } from "./outbox-build.ts";

export interface OutboxServer extends TestServices {
  readonly url: string;
  /** what it serves; to be changed only where it was asked for */
  readonly files: string;
  /** requests that came to the API so far: "METHOD /path" */
  readonly requests: string[];
  /** decides what becomes of an API request: a status to answer instead, or "cut" (handled, but the answer is lost) */
  fault: ((method: string, path: string) => Response | "cut" | null) | null;
  /** Reads the built page anew, as a newly installed version would be. */
  reload(): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** @param options.ownFiles serve a copy of the page, which a test changes */
export async function serveOutbox(
  options: TestServicesOptions & { ownFiles?: boolean } = {},
): Promise<OutboxServer> {
  const page = await builtPage("outbox-page", buildOutboxPage);
  const own = options.ownFiles ? await mkdtemp(join(tmpdir(), "presente-page-")) : null;
  if (own) await cp(page, own, { recursive: true });
  const files = own ?? page;
  const test = await createTestServices({ jobs: true, ...options });
  let inner = createApp(test.services, clientFiles(files));
  const requests: string[] = [];
  const state: { fault: OutboxServer["fault"] } = { fault: null };
  const fetch: typeof inner.fetch = async (request, ...rest) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/v1/")) return inner.fetch(request, ...rest);
    requests.push(`${request.method} ${pathname}`);
    const fault = state.fault?.(request.method, pathname) ?? null;
    if (fault instanceof Response) return fault;
    const answer = await inner.fetch(request, ...rest);
    return fault === "cut" ? cutOff() : answer;
  };
  const app: typeof inner = Object.assign(Object.create(inner), { fetch });
  const at = { host: "127.0.0.1", tls: null };
  let listening: Listening | null = await listen(app, { ...at, port: 0 });
  const { port } = listening;
  const down = async () => {
    await listening?.close();
    listening = null;
  };
  return {
    ...test,
    url: `http://localhost:${port}`,
    files,
    requests,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    reload() {
      inner = createApp(test.services, clientFiles(files));
    },
    down,
    async up() {
      listening ??= await listen(app, { ...at, port });
    },
    async close() {
      await down();
      await test.close();
      if (own) await rm(own, { recursive: true, force: true });
    },
  };
}

/** An answer whose connection breaks in its middle. */
const cutOff = () =>
  new Response(
    new ReadableStream({
      start(stream) {
        stream.enqueue(new TextEncoder().encode('{"v":'));
        setTimeout(() => stream.error(new Error("the line is cut")), 10);
      },
    }),
    { headers: { "content-type": "application/json" } },
  );
