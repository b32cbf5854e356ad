import { createHash, type Hash } from "node:crypto";
import { writeFileSync } from "node:fs";
import * as v from "valibot";
import { SyncReply } from "../../../shared/protocol/sync.ts";
import type { Outgoing } from "./phone/life.ts";

/**
 * What a run did, in the words of each who did it: a phone, a job. What one of them does is in order; several are at work
 * at once, and in which order does not matter. Two runs of one seed that did the same have the same digest.
 *
 * Signatures differ between two runs of a seed, as ECDSA's do, and hashes with them, so nothing of either is in it.
 */
export class Trace {
  readonly #digests = new Map<string, Hash>();
  readonly #lines: Map<string, string[]> | null;

  /** @param keep whether {@link write} will want every line */
  constructor(keep: boolean) {
    this.#lines = keep ? new Map() : null;
  }

  note(who: string, at: number, ...words: readonly (string | number | null)[]): void {
    const line = `${at} ${words.join(" ")}`;
    const digest = this.#digests.get(who) ?? createHash("sha256");
    this.#digests.set(who, digest.update(line).update("\n"));
    if (!this.#lines) return;
    const lines = this.#lines.get(who) ?? [];
    this.#lines.set(who, lines);
    lines.push(line);
  }

  /** SHA-256, hex, of what everybody did. Nothing more may be noted after it. */
  digest(): string {
    const all = createHash("sha256");
    for (const [who, digest] of [...this.#digests].toSorted(byName))
      all.update(`${who} ${digest.digest("hex")}\n`);
    return all.digest("hex");
  }

  write(file: string): void {
    const lines = [...(this.#lines ?? [])].toSorted(byName);
    writeFileSync(file, lines.flatMap(([who, own]) => own.map((line) => `${who}: ${line}\n`)).join(""));
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** A request without what differs: the place in time that a phone asks from is the database's clock. */
export const requestWords = ({ method, path, body }: Outgoing): string => {
  const told = path.replace(/since=\d+/, "since").replace(/(?<=\/entries\/)[\w-]{43}/, "…");
  return `${method} ${told} ${body === null ? 0 : claimsIn(path, body)}`;
};

const Batch = v.object({ entries: v.array(v.string()) });
const claimsIn = (path: string, body: Uint8Array): number =>
  path === "/v1/sync" ? v.parse(Batch, JSON.parse(new TextDecoder().decode(body))).entries.length : 1;

const Results = v.object({ results: SyncReply.entries.results });

/** What an answer says of each check-in, by its place in the chain. */
export function answerWords(status: number, body: string): string {
  if (status !== 200) return String(status);
  const { results } = v.parse(Results, JSON.parse(body));
  const told = results.map(({ seq, st, was, code, att, need }) => {
    // of two requests that arrive at once, one finds what the other has stored
    const state = st === "duplicate" ? (was ?? st) : st;
    return [seq, state, code ?? "-", att ?? "-", need.length].join(",");
  });
  return [status, ...told.toSorted()].join(" ");
}
