/**
 * A file that somebody chose, read as a roster. In a thread of its own where it is large or an archive: 50,000 rows of a
 * workbook take seconds, through which nobody else would be answered, and what an archive unpacks to is not known before.
 */
import type { Worker } from "node:worker_threads";
import type { ImportPlan } from "../../shared/api/roster-import.ts";
import { readRosterFile, type RosterFile } from "../domain/roster-file.ts";
import { startThread } from "../recognition/thread.ts";
import { isArchive, readTable } from "./table.ts";

export type Read = RosterFile | "import_unreadable" | "import_too_many";
export interface ReadStart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly plan: ImportPlan;
}

/** bytes of text that are read at once, in some 20 ms */
const AT_ONCE = 128 * 1024;
/** longer than this no file takes that is one */
const PATIENCE_MS = 60_000;
const MEMORY_MB = 768;

/** files that are under way: one after the other, a thread is a core and memory */
let last: Promise<unknown> = Promise.resolve();

export function readFile(start: ReadStart): Promise<Read> {
  if (!isArchive(start.bytes) && start.bytes.length <= AT_ONCE) return readHere(start);
  const turn = last.then(() => readInThread(start));
  last = turn.catch(() => null);
  return turn;
}

export async function readHere({ bytes, plan }: ReadStart): Promise<Read> {
  const table = await readTable(bytes, plan.sheet ?? null);
  return table ? readRosterFile(table, plan) : "import_unreadable";
}

async function readInThread(start: ReadStart): Promise<Read> {
  const thread = startThread(new URL("./worker.ts", import.meta.url), start, {
    maxOldGenerationSizeMb: MEMORY_MB,
  });
  try {
    return await answerOf(thread);
  } finally {
    await thread.terminate();
  }
}

/** What it says; a file that kills its reader, or keeps it for too long, cannot be read. */
const answerOf = (thread: Worker): Promise<Read> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve("import_unreadable"), PATIENCE_MS);
    const done = (read: Read) => {
      clearTimeout(timer);
      resolve(read);
    };
    thread.once("message", done);
    thread.once("error", () => done("import_unreadable"));
    thread.once("exit", () => done("import_unreadable"));
  });
