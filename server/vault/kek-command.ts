import { spawn } from "node:child_process";
import * as v from "valibot";
import { type Kek, KekMissing, KeysAway } from "./kek.ts";

/** A service that is silent for longer is away, ms. */
const SILENCE_MS = 10_000;

const Base64 = v.pipe(
  v.string(),
  v.base64(),
  v.transform((text) => Buffer.from(text, "base64")),
);
const Current = v.object({ version: v.string() });
const WrappedReply = v.object({ version: v.string(), wrapped: Base64 });
const UnwrapReply = v.union([v.object({ missing: v.literal(true) }), v.object({ secret: Base64 })]);

/**
 * A key-encryption key in a key management service, behind a program of the installation's own. The program is run by the
 * shell for each question, gets one JSON object on its standard input, and prints one:
 *
 * `{"do":"current"}` → `{"version"}` ·
 * `{"do":"wrap","context","secret"}` → `{"version","wrapped"}` ·
 * `{"do":"unwrap","context","version","wrapped"}` → `{"secret"}` or `{"missing":true}`
 *
 * Bytes are base64. Any exit code but 0 means that the service is away.
 */
export function commandKek(command: string): Kek {
  const ask = async <const S extends v.GenericSchema>(schema: S, question: Record<string, string>) =>
    v.parse(schema, await run(command, JSON.stringify(question)));
  const unwrap = (version: string, context: string, wrapped: Buffer) =>
    ask(UnwrapReply, { do: "unwrap", context, version, wrapped: wrapped.toString("base64") });
  return {
    current: async () => (await ask(Current, { do: "current" })).version,
    // whether the service has it shows when it is needed
    has: async () => true,
    wrap: (context, secret) => ask(WrappedReply, { do: "wrap", context, secret: secret.toString("base64") }),
    async unwrap(context, { version, wrapped }) {
      const reply = await unwrap(version, context, wrapped);
      if ("missing" in reply) throw new KekMissing(version);
      return reply.secret;
    },
  };
}

/** What the program prints is never part of an error: it may be a key. */
async function run(command: string, question: string): Promise<unknown> {
  const child = spawn("/bin/sh", ["-c", command], { stdio: ["pipe", "pipe", "ignore"] });
  const limit = setTimeout(() => child.kill("SIGKILL"), SILENCE_MS);
  const said: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => said.push(part));
  child.stdin.on("error", () => {});
  child.stdin.end(question);
  const code = await new Promise<number | string | null>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code ?? signal));
  });
  clearTimeout(limit);
  if (code !== 0) throw new KeysAway(new Error(`KEK_COMMAND ended with ${code}`));
  try {
    return JSON.parse(Buffer.concat(said).toString("utf8"));
  } catch {
    throw new KeysAway(new Error("KEK_COMMAND did not print JSON"));
  }
}
