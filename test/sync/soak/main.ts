// first: it replaces the clock before anything reads it
import { setTime } from "./virtual-date.ts";
import "./clone-at-once.ts";
import "./crypto-at-once.ts";
import { DAY_MS, TERM_START } from "./campus.ts";
import { DAMAGE, isDamaged } from "./checker.ts";
import { Schedule } from "./clock.ts";
import { openServices, startPostgres } from "./environment.ts";
import { readOptions, type SoakOptions, USAGE } from "./options.ts";
import { bundleClient } from "./phone/bundle.ts";
import { runSeeds } from "./seeds.ts";
import { simulate, type Outcome } from "./simulate.ts";
import { Trace } from "./trace.ts";

/**
 * `npm run soak`: simulates campuses whose phones run the real client queue against the real server, over a link and on
 * machines that fail in every way of faults.ts, by a virtual clock and seeded chance; then counts what became of each
 * check-in that a student was told is saved.
 */

/** How often a long run says how far it is, ms. */
const PROGRESS_MS = 5_000;

async function runOne(options: SoakOptions, seed: number, postgresUrl: string): Promise<Outcome> {
  const began = performance.now();
  const schedule = new Schedule(TERM_START);
  setTime(() => schedule.now);
  const boot = await bundleClient();
  const { services, close } = await openServices(postgresUrl);
  try {
    let told = began;
    const onProgress = (saved: number) => {
      const now = performance.now();
      if (now - told < PROGRESS_MS) return;
      told = now;
      const days = ((schedule.now - TERM_START) / DAY_MS).toFixed(1);
      console.error(
        `seed ${seed}: day ${days}, ${saved} of ${options.checkIns} check-ins saved, ${seconds(began)} s`,
      );
    };
    const trace = new Trace(options.trace !== null);
    const outcome = await simulate({ ...options, services, schedule, boot, seed, trace, onProgress });
    if (options.trace !== null) trace.write(options.trace);
    console.error(`seed ${seed}: ${seconds(began)} s`);
    return outcome;
  } finally {
    await close();
  }
}

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

function describe(outcome: Outcome): string {
  const { checkIns, delivered, phones, requests, seed, plant } = outcome;
  const damage = DAMAGE.map((kind) => `${outcome[kind]} ${kind}`).join(", ");
  return `seed ${seed}${plant ? ` (planted: ${plant})` : ""}: ${checkIns} check-ins of ${phones} phones, ${delivered} delivered, ${damage}; ${requests} answers`;
}

async function main(options: SoakOptions): Promise<number> {
  const postgres = await startPostgres();
  // Ctrl-C leaves no PostgreSQL behind
  const interrupted = () => void postgres.stop().finally(() => process.exit(130));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    const [only, ...others] = options.seeds;
    if (only === undefined || others.length > 0) return await runSeeds(options, postgres.url);
    const outcome = await runOne(options, only, postgres.url);
    if (options.json) console.log(JSON.stringify(outcome));
    else {
      console.log(describe(outcome));
      console.log("injected:", outcome.injected);
      console.log("states:", outcome.states);
    }
    return isDamaged(outcome) ? 1 : 0;
  } finally {
    await postgres.stop();
  }
}

function askedFor(): SoakOptions | null {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return null;
  }
}

const options = askedFor();
if (options === null || options.help) {
  console.log(USAGE);
  process.exit(options === null ? 2 : 0);
}
try {
  process.exitCode = await main(options);
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}
process.exit();
