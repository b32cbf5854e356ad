/** Serves the recognition page as the app is served: same headers, same parts, same origin. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "vite";
import pino from "pino";
import { recognitionVitePlugin } from "../../client/recognition/vite.ts";
import { loadModels, type ModelSet } from "../../models/manifest.ts";
import { prepareAssets, recognitionConfig } from "../../server/assets/assets.ts";
import type { PreparedAssets } from "../../server/assets/prepare.ts";
import { assetRoutes } from "../../server/assets/routes.ts";
import type { Env } from "../../server/context.ts";
import { securityHeaders } from "../../server/middleware/headers.ts";
import { clientFiles } from "../../server/static/files.ts";
import { ProblemError } from "../../server/problem.ts";
import type { RecognitionConfig } from "../../shared/api/about.ts";
import type { RecognitionModelId } from "../../shared/face/recognition.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const DIST = join(ROOT, ".cache/recognition-page");
export interface RecognitionServer {
  readonly url: string;
  readonly config: RecognitionConfig;
  readonly models: ModelSet;
  /** requests for parts so far, by path */
  readonly partRequests: string[];
  /** when set, decides the answer to a part: "cut" breaks the connection in its middle */
  fault: ((path: string) => "cut" | null) | null;
  close(): Promise<void>;
}

/** @param options isolated: send the headers of cross-origin isolation; faces: the folder served as /faces */
export async function serveRecognition(options: {
  recognitionModel?: RecognitionModelId;
  isolated?: boolean;
  faces: string;
}): Promise<RecognitionServer> {
  const { isolated = true, faces, recognitionModel = "arcface-mbf" } = options;
  await buildOnce();
  const models = await loadModels({ recognitionModel });
  const assets = await prepareAssets(models, pino({ level: "silent" }));
  const config = recognitionConfig(models, assets);
  if (!config) throw new Error(models.unavailable?.en ?? "no models");
  const partRequests: string[] = [];
  const state: { fault: RecognitionServer["fault"] } = { fault: null };
  const app = appOf(assets, { isolated, faces }, (path) => {
    partRequests.push(path);
    return state.fault?.(path) ?? null;
  });
  const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>((done) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, (info) =>
      done({ server: started, port: info.port }),
    );
  });
  return {
    url: `http://127.0.0.1:${port}`,
    config,
    models,
    partRequests,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    close: () => new Promise((done) => void server.close(() => done())),
  };
}

function appOf(
  assets: PreparedAssets,
  { isolated, faces }: { isolated: boolean; faces: string },
  onPart: (path: string) => "cut" | null,
) {
  const client = clientFiles(DIST);
  return new Hono<Env>()
    .use(async (c, next) => {
      await next();
      // as in a browser or behind a proxy that does not isolate the page
      if (!isolated) c.res.headers.delete("cross-origin-embedder-policy");
    })
    .use(securityHeaders({ tls: false }))
    .use("/assets/parts/*", async (c, next) => {
      const fault = onPart(c.req.path);
      await next();
      if (fault !== "cut" || !c.res.body) return;
      const whole = new Uint8Array(await c.res.arrayBuffer());
      const half = new ReadableStream({
        start(stream) {
          stream.enqueue(whole.slice(0, whole.length >> 1));
          setTimeout(() => stream.error(new Error("the line is cut")), 20);
        },
      });
      const headers = new Headers(c.res.headers);
      headers.delete("content-length");
      c.res = undefined;
      c.res = new Response(half, { headers });
    })
    .route("/", assetRoutes({ assets }))
    .get("/faces/*", async (c) => {
      const photo = await readFile(join(faces, c.req.path.slice("/faces/".length))).catch(() => null);
      return photo ? c.body(new Uint8Array(photo), 200, { "content-type": "image/jpeg" }) : c.notFound();
    })
    .get("*", (c) => client.serve(c))
    .onError((error, c) =>
      error instanceof ProblemError ? c.text(error.code, 404) : c.text(String(error), 500),
    );
}

let built: Promise<unknown> | null = null;
function buildOnce(): Promise<unknown> {
  built ??= build({
    configFile: false,
    root: join(import.meta.dirname, "recognition-page"),
    logLevel: "warn",
    plugins: [recognitionVitePlugin()],
    worker: { format: "es", plugins: () => [recognitionVitePlugin()] },
    build: { outDir: DIST, emptyOutDir: true, target: "es2022" },
  });
  return built;
}
