import { loadModels } from "../models/manifest.ts";
import { prepareAssets } from "./assets/assets.ts";
import { createAuth } from "./auth.ts";
import { createClaimsFirst } from "./claims-first.ts";
import type { Config } from "./config.ts";
import type { Services } from "./context.ts";
import { openDatabase } from "./db.ts";
import { previousModel } from "./jobs/previous-model.ts";
import { createQueue } from "./jobs/queue.ts";
import { fitsDatabase } from "./jobs/reconcile.ts";
import { heedStopMarks } from "./jobs/stop/mark.ts";
import { loadServerKeys } from "./keys.ts";
import { LakeAway } from "./lake/lake.ts";
import { openLake } from "./lake/open.ts";
import { ownLake } from "./lake/owner.ts";
import { createLiveBus } from "./live.ts";
import { createLog } from "./log.ts";
import { createRecogniser } from "./recognition/pool.ts";
import { untilDone } from "./until-done.ts";
import { openKek } from "./vault/open-kek.ts";
import { openVault } from "./vault/vault.ts";

export interface RunningServices {
  readonly services: Services;
  /** Ends everything in the order that lets running work finish. */
  close(): Promise<void>;
}

/**
 * Opens what the server works with, from the database to the recognition workers.
 * @param given parts that the caller brings, in place of those that the configuration would open
 * @throws Refusal when something essential is not to be had; missing models are not essential
 */
export async function createServices(
  config: Config,
  given: Partial<Pick<Services, "recogniser" | "assets" | "lake" | "log">> = {},
): Promise<RunningServices> {
  const log = given.log ?? createLog(config);
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    const { db, checkInDb, sql, url, close: closeDatabase } = await openDatabase(config, log);
    closers.push(closeDatabase);
    const [auth, keys, models, queue, live] = await Promise.all([
      createAuth(config, db),
      loadServerKeys(db),
      loadModels(config),
      createQueue(url, log),
      createLiveBus(sql, url),
    ]);
    closers.push(() => live.close());
    const recogniser =
      "recogniser" in given
        ? given.recogniser
        : await createRecogniser(models, {
            modelId: config.recognitionModel,
            workers: config.recognitionWorkers,
            previous: await previousModel(db, models),
            agreementBound: config.agreementBound,
          });
    closers.push(async () => recogniser?.close());
    closers.push(() => queue.close());
    const found = given.lake ?? (await openLake(config));
    const lake = ownLake(found, keys.token.kid, () => fitsDatabase({ db, lake: found }));
    closers.push(() => lake.close());
    const stopKnown = untilDone(() => heedStopMarks({ config, db, keys, lake, log }));
    await stopKnown().catch((error: unknown) => {
      if (!(error instanceof LakeAway)) throw error;
      // asked again before anything biometric, and every minute
      log.error({ err: error.cause }, error.message);
    });
    const vault = await openVault(db, await openKek(config, db), log);
    const assets = given.assets ?? (await prepareAssets(models, log));
    const services = {
      config,
      db,
      checkInDb,
      sql,
      auth,
      keys,
      lake,
      stopKnown,
      vault,
      queue,
      live,
      claimsFirst: createClaimsFirst(),
      models,
      assets,
      recogniser: recogniser ?? null,
      log,
    };
    return { services, close };
  } catch (error) {
    await close();
    throw error;
  }
}
