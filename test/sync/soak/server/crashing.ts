import type { Database } from "../../../../server/context.ts";
import type { Lake } from "../../../../server/lake/lake.ts";

/** What befalls one transaction or one write to the lake. */
export type CommitFate = "fine" | "die-before-commit" | "die-after-commit";

/** One request or job as it runs in a process that may die under it. */
export interface Run {
  dead: boolean;
  /** names it, whatever was signed */
  readonly word: string;
  readonly fate: () => CommitFate;
  /** for a planted fault: stands in for the database of this run */
  db?: Database;
  /** for a planted fault: runs inside each transaction before its work, and what it returns after it */
  prelude?: (tx: Transaction) => Promise<() => Promise<void>>;
}
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** The process is gone; nobody catches this but the simulation. */
export class Died extends Error {
  constructor() {
    super("the server's process died");
  }
}

/** A process of the server: it works on one thing at a time, and may die on either side of any commit. */
export class Mortal {
  #run: Run | null = null;

  /** @returns what `work` does; it is cut short when the process dies */
  async work<T>(run: Run, work: () => Promise<T>): Promise<T> {
    if (this.#run) throw new Error("a simulated process works on one thing at a time");
    this.#run = run;
    try {
      return await work();
    } finally {
      this.#run = null;
    }
  }

  #alive(): Run | null {
    if (this.#run?.dead) throw new Died();
    return this.#run;
  }

  async #commit<T>(run: Run | null, commit: (dieBefore: () => void) => Promise<T>): Promise<T> {
    const fate = run?.fate() ?? "fine";
    const die = (when: CommitFate) => {
      if (!run || fate !== when) return;
      run.dead = true;
      throw new Died();
    };
    const done = await commit(() => die("die-before-commit"));
    die("die-after-commit");
    return done;
  }

  /** The database as this process sees it: when the process is dead, nothing more is done. */
  database(real: Database): Database {
    const transaction: Database["transaction"] = (work, config) => {
      const run = this.#alive();
      return this.#commit(run, (dieBefore) =>
        (run?.db ?? real).transaction(async (tx) => {
          const epilogue = await run?.prelude?.(tx);
          const done = await work(tx);
          await epilogue?.();
          dieBefore();
          return done;
        }, config),
      );
    };
    return new Proxy(real, {
      get: (target, name) => {
        const from = this.#alive()?.db ?? target;
        if (name === "transaction") return transaction;
        const value: unknown = Reflect.get(from, name);
        return typeof value === "function" ? (value.bind(from) as unknown) : value;
      },
    });
  }

  /** The lake of the same process. */
  lake(real: Lake): Lake {
    const whileAlive =
      <A extends unknown[], R>(method: (...args: A) => R) =>
      (...args: A): R => {
        this.#alive();
        return method(...args);
      };
    return {
      put: (name, bytes, options) =>
        this.#commit(this.#alive(), (dieBefore) => {
          dieBefore();
          return real.put(name, bytes, options);
        }),
      get: whileAlive(real.get.bind(real)),
      head: whileAlive(real.head.bind(real)),
      delete: whileAlive(real.delete.bind(real)),
      list: whileAlive(real.list.bind(real)),
      copy: whileAlive(real.copy.bind(real)),
      tag: whileAlive(real.tag.bind(real)),
      tags: whileAlive(real.tags.bind(real)),
      setExpiry: whileAlive(real.setExpiry.bind(real)),
      expiry: whileAlive(real.expiry.bind(real)),
      expire: whileAlive(real.expire.bind(real)),
      close: real.close.bind(real),
    };
  }
}
