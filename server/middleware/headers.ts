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

/** What guards an answer that is data. */
const DATA_HEADERS: Readonly<Record<string, string>> = {
  "Cross-Origin-Resource-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
};
const HEADERS: Readonly<Record<string, string>> = {
  ...DATA_HEADERS,
  "Content-Security-Policy": CONTENT_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
  "Referrer-Policy": "no-referrer",
};

/**
 * The same headers on every response: a worker takes its policy from its own script's response. Only what the API says as
 * JSON, or without a body, is never a document or a script; the page's policy would be half of a check-in's bytes on a
 * student's mobile network.
 */
export const securityHeaders = (options: { tls: boolean }) =>
  createMiddleware<Env>(async (c, next) => {
    await next();
    const isApi = c.req.path.startsWith("/v1/");
    const type = c.res.headers.get("Content-Type") ?? "application/json";
    const isData = isApi && type.startsWith("application/json");
    for (const [name, value] of Object.entries(isData ? DATA_HEADERS : HEADERS)) c.header(name, value);
    if (options.tls && !isData) c.header("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    // what the API says is for the one who asked, now
    if (isApi && !c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
  });
