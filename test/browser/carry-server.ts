/** The whole app with the page of carry-page/, served by the real server; without models, without a service worker. */
import { join, resolve } from "node:path";
import { build } from "vite";
import { recognitionVitePlugin } from "../../client/recognition/vite.ts";
import { createApp } from "../../server/app.ts";
import { listen } from "../../server/listen.ts";
import { clientFiles } from "../../server/static/files.ts";
import { builtPage } from "../support/built-page.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export interface CarryServer extends TestServices {
  readonly url: string;
}

const buildCarryPage = (outDir: string) =>
  build({
    configFile: false,
    root: join(import.meta.dirname, "carry-page"),
    publicDir: join(ROOT, "client/public"),
    logLevel: "error",
    plugins: [recognitionVitePlugin()],
    worker: { format: "es", plugins: () => [recognitionVitePlugin()] },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });

export async function serveCarry(): Promise<CarryServer> {
  const page = await builtPage("carry-page", buildCarryPage);
  const test = await createTestServices({ jobs: true });
  const app = createApp(test.services, clientFiles(page));
  const listening = await listen(app, { host: "127.0.0.1", tls: null, port: 0 });
  return {
    ...test,
    app,
    url: `http://localhost:${listening.port}`,
    async close() {
      await listening.close();
      await test.close();
    },
  };
}
