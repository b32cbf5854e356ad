import { createMiddleware } from "hono/factory";
import type { Env } from "../context.ts";

/** Measured in Chromium with both WASM runtimes and two threads. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "style-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types default",
].join("; ");

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": CONTENT_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** The same headers on every response: a worker takes its policy from its own script's response. */
export const securityHeaders = (options: { tls: boolean }) =>
  createMiddleware<Env>(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    if (options.tls) c.header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    // what the API says is for the one who asked, now
    if (c.req.path.startsWith("/v1/") && !c.res.headers.has("Cache-Control"))
      c.header("Cache-Control", "no-store");
  });
