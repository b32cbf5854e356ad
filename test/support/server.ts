import { existsSync } from "node:fs";
import { join } from "node:path";
import { createApp } from "../../server/app.ts";
import { type Listening, listen } from "../../server/listen.ts";
import { selfSigned } from "./certificate.ts";
import { createTestServices, type TestServices, type TestServicesOptions } from "./services.ts";

export interface TestServer extends TestServices {
  /** without a slash at the end; stays the same when the server goes down and up */
  readonly url: string;
  /** The network is cut at the server: nobody listens any more. The database and the services go on. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
}

/** A real server on a free port, with the built client when `npm run build` has run, jobs running. */
export async function startTestServer(
  options: TestServicesOptions & { tls?: boolean; client?: boolean } = {},
): Promise<TestServer> {
  if (options.client && !existsSync(join(import.meta.dirname, "../../dist/client/index.html"))) {
    throw new Error("The client is not built: run npm run build first (npm test does).");
  }
  const tls = options.tls ? selfSigned() : null;
  const test = await createTestServices({ jobs: true, ...options, config: { tls, ...options.config } });
  const app = createApp(test.services);
  const at = { host: "127.0.0.1", tls };
  let listening: Listening | null = await listen(app, { ...at, port: 0 });
  const { port } = listening;
  const down = async () => {
    await listening?.close();
    listening = null;
  };
  return {
    ...test,
    app,
    url: `${tls ? "https" : "http"}://localhost:${port}`,
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
