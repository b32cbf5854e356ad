import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { Browser } from "playwright-core";
import { buildClient } from "../../server/build.ts";
import type { Env } from "../../server/context.ts";
import { securityHeaders } from "../../server/middleware/headers.ts";
import { clientFiles } from "../../server/static/files.ts";
import type { RecognitionServer } from "../browser/recognition-server.ts";

/**
 * Bytes on the wire, headers included, until the app is installed: the whole client as the service worker keeps it, plus
 * every part of the recognition files.
 */
export async function firstInstallBytes(browser: Browser, recognition: RecognitionServer): Promise<number> {
  await buildClient((line) => console.error(line));
  const client = clientFiles();
  const app = new Hono<Env>().use(securityHeaders({ tls: false })).get("*", (c) => client.serve(c));
  let bytes = 0;
  const listen = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    const before = request.socket.bytesWritten;
    response.once("finish", () => {
      bytes += request.socket.bytesWritten - before;
    });
    void listen(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    // a secure context by name; the API is not there, and the shell installs all the same
    await page.goto(`http://localhost:${typeof address === "object" && address ? address.port : 0}/`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      for (let quiet = 0, kept = -1; quiet < 3;) {
        const names = await caches.keys();
        const counts = await Promise.all(
          names.map(async (name) => (await (await caches.open(name)).keys()).length),
        );
        const now = counts.reduce((sum, count) => sum + count, 0);
        quiet = now === kept ? quiet + 1 : 0;
        kept = now;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    });
  } finally {
    await context.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
  const parts = Object.values(recognition.config.assets).flatMap((asset) => asset.wire);
  return bytes + parts.reduce((sum, wire) => sum + wire, 0);
}
