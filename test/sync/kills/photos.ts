import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Answers, answersOf, startLoad } from "./database.ts";
import { type Delivery, judgeDelivery, openStage, pause, phonesOf, untilThere } from "./stage.ts";

export interface PhotoOutages extends Delivery, Answers {
  readonly outages: number;
  /** claims acknowledged while the store was away */
  readonly claimsMeanwhile: number;
  /** claims that were not acknowledged for the store's sake */
  readonly refusedClaims: number;
  readonly serverDeaths: number;
}

const PHONES = 6;
const AWAY_MS = 6_000;

/** The photo store goes away under load, as a network folder would: its folder is gone, or something else lies in its place. */
export async function removePhotoStores(
  { times }: { times: number; seed: string },
  say: (line: string) => void,
): Promise<PhotoOutages> {
  const stage = await openStage();
  const phones = await phonesOf(stage, PHONES);
  const store = join(stage.server.dataDir, "photos");
  let claimsMeanwhile = 0;
  let refusedClaims = 0;
  try {
    const load = await startLoad(stage, phones);
    for (let outage = 0; outage < times; outage++) {
      await pause(1500);
      await rename(store, `${store}.away`);
      if (outage % 2 === 1) await writeFile(store, "not a folder");
      const made = load.saved.length;
      await pause(AWAY_MS);
      const meanwhile = load.saved.slice(made, -PHONES);
      claimsMeanwhile += meanwhile.length;
      refusedClaims += await unacknowledged(stage.sql, meanwhile);
      await rm(store, { recursive: true, force: true });
      await rename(`${store}.away`, store);
      say(`photos: ${outage + 1} outages, ${load.saved.length} check-ins`);
    }
    await pause(500);
    await load.stop();
    await Promise.all(phones.map((phone) => phone.sendUntil(() => phone.settled, 1000)));
    const delivery = await judgeDelivery(stage, load.saved);
    return {
      outages: times,
      claimsMeanwhile,
      refusedClaims,
      serverDeaths: stage.server.died() ? 1 : 0,
      ...answersOf(phones),
      ...delivery,
    };
  } finally {
    for (const phone of phones) phone.close();
    await stage.close();
  }
}

/** How many of these claims never come to the server while the store stays away. */
async function unacknowledged(
  sql: Awaited<ReturnType<typeof openStage>>["sql"],
  hashes: readonly string[],
): Promise<number> {
  const missing = async () => {
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from entry where hash = any(${hashes as string[]})`;
    return hashes.length - (row?.n ?? 0);
  };
  try {
    await untilThere("the claims", async () => ((await missing()) === 0 ? true : null));
    return 0;
  } catch {
    return missing();
  }
}
