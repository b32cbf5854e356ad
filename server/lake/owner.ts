import type { LakeState } from "../../shared/api/retention.ts";
import { untilDone } from "../until-done.ts";
import { type Lake, LakeAway } from "./lake.ts";

/** The object that says whose a photo store is: the thumbprint (RFC 7638) of the key with which its server signs receipts. */
export const OWNER = "owner/key";

/** What an operator reads where a photo store and a database do not belong together. */
const NOT_OURS = [
  "This photo store does not belong to this database: it is another installation's, or an empty place where photos ought to be.",
  "Photos wait on the phones, and none is read or deleted. Mount the right disk, or set the right S3_* or DATABASE_URL;",
  "where it is to be used all the same: npm run lake -- adopt.",
] as const;

/** The photo store that was found is not this installation's: for everybody but the operator it is away. */
export class LakeNotOurs extends LakeAway {
  constructor() {
    super(undefined, NOT_OURS.join(" "));
    this.name = "LakeNotOurs";
  }
}

/** @returns the thumbprint of the installation whose photo store this is; null: nobody has said so yet. @throws LakeAway */
export const ownerOf = async (lake: Lake): Promise<string | null> =>
  (await lake.get(OWNER))?.toString() ?? null;

/** Makes a photo store an installation's, whosever it was. @throws LakeAway */
export async function ownFrom(lake: Lake, installation: string): Promise<void> {
  await lake.put(OWNER, Buffer.from(installation));
}

/**
 * A photo store that does nothing before it has shown once that it is this installation's; until then each call looks again,
 * so that a disk is used as soon as it is mounted.
 * @param installation the thumbprint of its key
 * @param fits asked where nobody has said whose the store is: whether what lies there, or that nothing does, is what is expected
 */
export function ownLake(lake: Lake, installation: string, fits: () => Promise<boolean>): Lake {
  const shown = untilDone(async () => {
    const owner = await ownerOf(lake);
    if (owner === installation) return;
    if (owner !== null || !(await fits())) throw new LakeNotOurs();
    // of two installations that come upon it at once, one is the first
    await lake.put(OWNER, Buffer.from(installation), { ifAbsent: true });
    if ((await ownerOf(lake)) !== installation) throw new LakeNotOurs();
  });
  const afterwards =
    <A extends unknown[], R>(work: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      await shown();
      return work(...given);
    };
  return {
    put: afterwards((...given) => lake.put(...given)),
    get: afterwards((name) => lake.get(name)),
    head: afterwards((name) => lake.head(name)),
    copy: afterwards((from, to) => lake.copy(from, to)),
    delete: afterwards((names) => lake.delete(names)),
    list: afterwards((prefix, cursor) => lake.list(prefix, cursor)),
    tag: afterwards((name, tags) => lake.tag(name, tags)),
    tags: afterwards((name) => lake.tags(name)),
    setExpiry: afterwards((rules) => lake.setExpiry(rules)),
    expiry: afterwards(() => lake.expiry()),
    expire: afterwards((now) => lake.expire(now)),
    close: () => lake.close(),
  };
}

/** Asks a lake that has to show whose it is, for the administrator. */
export async function lakeState(lake: Lake): Promise<LakeState> {
  try {
    await lake.head(OWNER);
    return "here";
  } catch (error) {
    if (error instanceof LakeNotOurs) return "not_ours";
    if (error instanceof LakeAway) return "away";
    throw error;
  }
}
