/** The page of outbox-page/, built with the real service worker and served by the real server. */
import { join, resolve } from "node:path";
import { createApp } from "../../server/app.ts";
import { type Listening, listen } from "../../server/listen.ts";
import { clientFiles } from "../../server/static/files.ts";
import { createTestServices, type TestServices, type TestServicesOptions } from "../support/services.ts";
import { buildOutboxPage } from "./outbox-build.ts";

const ROOT = resolve(import.meta.dirname, "../..");
export const DIST = join(ROOT, ".cache/outbox-page");
let built: Promise<string> | null = null;

export interface OutboxServer extends TestServices {
  readonly url: string;
  /** requests that came to the API so far: "METHOD /path" */
  readonly requests: string[];
  /** decides what becomes of an API request: a status to answer instead, or "cut" (handled, but the answer is lost) */
  fault: ((method: string, path: string) => Response | "cut" | null) | null;
  /** Reads the built page anew, as a newly installed version would be. */
  reload(): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function serveOutbox(options: TestServicesOptions = {}): Promise<OutboxServer> {
  built ??= buildOutboxPage("outbox-page");
  await built;
  const test = await createTestServices({ jobs: true, ...options });
  let inner = createApp(test.services, clientFiles(DIST));
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
    requests,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    reload() {
      inner = createApp(test.services, clientFiles(DIST));
    },
    down,
    async up() {
      listening ??= await listen(app, { ...at, port });
    },
    async close() {
      await down();
      await test.close();
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
