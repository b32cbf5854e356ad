/**
 * Remembers beside the database that there was one. Chromium deletes a site's whole database when it finds it damaged, and
 * opens an empty one (https://github.com/w3c/IndexedDB/issues/30). A kill is enough (tried in Chromium 156): torn in the middle
 * of a record, the log is read up to there and written on at the next start, and has a wrong checksum at the one after that;
 * whole-log.ts forestalls that, other damage remains. Nothing in the database can tell of it, so localStorage does: it lies in another file.
 */
import * as v from "valibot";
import { EpochMs, Uuid } from "../../shared/ids.ts";

/**
 * The browser has lost the database: `unsent` check-ins with it, as far as is known from Date.now() = `at`; the claims of
 * `restored` of them are here again (claim-copies.ts), without key and photo.
 */
const Loss = v.object({ unsent: v.number(), at: EpochMs, restored: v.optional(v.number(), 0) });
export type Loss = v.InferOutput<typeof Loss>;

/** What was here of one student's: the devices, and how many check-ins were not sent; and a loss that is to be told. */
const Witness = v.object({
  dids: v.array(Uuid),
  unsent: v.number(),
  at: EpochMs,
  loss: v.optional(v.nullable(Loss), null),
});
export type Witness = v.InferOutput<typeof Witness>;

/**
 * What a witness tells of a database: pure.
 * @param here devices that are there, or whose check-ins are: what is left of a phone that lost only its key is not lost
 * @returns null when every device that it knows of has left something
 */
export function lossOf(witness: Witness | null, here: readonly string[]): Loss | null {
  if (witness === null) return null;
  if (witness.loss) return witness.loss;
  const { dids, unsent, at } = witness;
  return dids.every((did) => here.includes(did)) ? null : { unsent, at, restored: 0 };
}

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
export function testify(uid: string, kept: Pick<Witness, "dids" | "unsent"> & Partial<Witness>): void {
  try {
    const witness: Witness = { at: Date.now(), loss: null, ...kept };
    localStorage.setItem(keyOf(uid), JSON.stringify(witness));
  } catch {
    // no room, or not allowed
  }
}
