/**
 * Remembers beside the database that there was one. Chromium deletes a site's whole database when it finds it damaged, and
 * opens an empty one (https://github.com/w3c/IndexedDB/issues/30). A kill is enough (tried in Chromium 156): torn in the middle
 * of a record, the log is read up to there and written on at the next start, and has a wrong checksum at the one after that.
 * Nothing in the database can tell of it, so localStorage does: it lies in another file.
 */
import * as v from "valibot";
import { EpochMs, Uuid } from "../../shared/ids.ts";

/** What was here of one student's: the devices, and how many check-ins were not sent. */
const Witness = v.object({ dids: v.array(Uuid), unsent: v.number(), at: EpochMs });
export type Witness = v.InferOutput<typeof Witness>;

/** The browser has lost the database: `unsent` check-ins with it, as far as is known from Date.now() = `at`. */
export interface Loss {
  readonly unsent: number;
  readonly at: number;
}

/**
 * What a witness tells of a database: pure.
 * @param here devices that are there, or whose check-ins are: what is left of a phone that lost only its key is not lost
 * @returns null when every device that it knows of has left something
 */
export const lossOf = (witness: Witness | null, here: readonly string[]): Loss | null =>
  witness === null || witness.dids.every((did) => here.includes(did))
    ? null
    : { unsent: witness.unsent, at: witness.at };

const keyOf = (uid: string) => `presente.kept.${uid}`;

export function readWitness(uid: string): Witness | null {
  try {
    const parsed = v.safeParse(Witness, JSON.parse(localStorage.getItem(keyOf(uid)) ?? "null"));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** Writes down what is here now. Never rejects: where it is forbidden, a loss is only not told. */
export function testify(uid: string, kept: Omit<Witness, "at">): void {
  try {
    localStorage.setItem(keyOf(uid), JSON.stringify({ ...kept, at: Date.now() } satisfies Witness));
  } catch {
    // no room, or not allowed
  }
}
