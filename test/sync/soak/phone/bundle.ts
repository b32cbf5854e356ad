import { join } from "node:path";
import { compileFunction } from "node:vm";
import { build } from "vite";
import type * as app from "./app.ts";

/** The client's modules of one life of the app. */
export type ClientApp = typeof app;

/** The browser's globals as the client's code sees them; a name that is missing here is Node's own. */
export interface PhoneGlobals {
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
  readonly fetch: typeof fetch;
  readonly Date: DateConstructor;
  readonly Math: Math;
  readonly Promise: PromiseConstructor;
  readonly performance: Pick<Performance, "now">;
  readonly crypto: Pick<Crypto, "subtle" | "getRandomValues" | "randomUUID">;
  readonly setTimeout: (run: () => void, ms?: number) => number;
  readonly clearTimeout: (id: number | undefined) => void;
  readonly navigator: { readonly onLine: boolean; readonly userAgent: string; readonly locks: unknown };
  readonly addEventListener: EventTarget["addEventListener"];
  readonly AbortController: typeof AbortController;
  readonly document: EventTarget & { readonly visibilityState: string };
  readonly console: Pick<Console, "warn" | "error" | "log">;
}

const NAMES = [
  "indexedDB",
  "IDBKeyRange",
  "fetch",
  "Date",
  "Math",
  "Promise",
  "performance",
  "crypto",
  "setTimeout",
  "clearTimeout",
  "navigator",
  "addEventListener",
  "AbortController",
  "document",
  "console",
] as const satisfies readonly (keyof PhoneGlobals)[];
/** What Node has and a phone's page must not find: it would reach across phones, or keep the process alive. */
const HIDDEN = ["BroadcastChannel", "window", "global", "process", "setInterval", "setImmediate"] as const;

/**
 * Bundles the real client code into one function of the browser's globals, so that each simulated phone has its own
 * clock, network, disk and chance without a seam in the client, and so that an app can be killed by forgetting it.
 */
export async function bundleClient(): Promise<(globals: PhoneGlobals) => ClientApp> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    define: {
      "import.meta.url": '"https://soak.invalid/assets/soak.js"',
      // while a transaction runs, Dexie puts its own in its place, and looks it up there as in a browser
      Promise: "globalThis.Promise",
    },
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: join(import.meta.dirname, "app.ts"), formats: ["cjs"] },
    },
  });
  const chunk = [built].flat().flatMap((one) => ("output" in one ? one.output : []))[0];
  if (chunk?.type !== "chunk") throw new Error("the client was not bundled");
  const run: unknown = compileFunction(chunk.code, ["exports", "globalThis", "self", ...NAMES, ...HIDDEN], {
    filename: "client.bundle.js",
  });
  if (typeof run !== "function") throw new Error("the client was not compiled");
  return (globals) => {
    const exports = {};
    const scope = { ...globals };
    Reflect.apply(run, undefined, [
      exports,
      scope,
      scope,
      ...NAMES.map((name) => globals[name]),
      ...HIDDEN.map(() => undefined),
    ]);
    return exports as ClientApp;
  };
}
