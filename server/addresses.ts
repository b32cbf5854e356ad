import { networkInterfaces } from "node:os";
import type { Config } from "./config.ts";

/** What the terminal says once the server listens: where to open it, and what phones need. */
export function addressLines(
  config: Pick<Config, "host" | "tls" | "publicUrl">,
  port: number,
  interfaces = networkInterfaces(),
): string[] {
  const scheme = config.tls ? "https" : "http";
  const everywhere = config.host === "0.0.0.0" || config.host === "::";
  const local =
    everywhere || config.host === "127.0.0.1" || config.host === "::1" || config.host === "localhost";
  const lan = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    .filter((address) => address.family === "IPv4" && !address.internal)
    .map((address) => `${scheme}://${address.address}:${port}`);
  const lines: string[] = [];
  if (config.publicUrl) lines.push(`Public address  ${config.publicUrl}`);
  lines.push(
    local
      ? `Open            ${scheme}://localhost:${port}`
      : `Open            ${scheme}://${config.host}:${port}`,
  );
  if (everywhere) lines.push(...lan.map((url) => `In the network  ${url}`));
  if (!config.tls && !config.publicUrl?.startsWith("https:")) {
    lines.push(
      "Phones          browsers give the camera to https and to localhost only: set TLS_CERT and TLS_KEY",
      "                (README, “Phones in the room”); without them the app works on this computer",
    );
  }
  return lines;
}
