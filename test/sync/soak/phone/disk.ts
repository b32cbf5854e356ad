import { IDBFactory, IDBKeyRange } from "fake-indexeddb";

/** What befalls one write transaction of a phone. */
export type DiskFate =
  | "fine"
  /** the disk is full: the browser aborts the transaction with QuotaExceededError */
  | "full"
  /** the phone dies with the transaction under way: nothing of it is kept */
  | "die-before-commit"
  /** the phone dies with the transaction on the disk: the app never hears of it */
  | "die-after-commit";

/** What one life of the app does at its disk, and what befalls it. */
export interface DiskUser {
  readonly dead: boolean;
  /** work that the simulation must wait for has begun, or has ended */
  busy(by: 1 | -1): void;
  /** a connection was opened; it is closed when the app dies */
  opened(db: IDBDatabase): void;
  /** asked once for each write transaction of the app */
  fateOf(stores: readonly string[]): DiskFate;
  die(): void;
}

/** fake-indexeddb's own line of transactions. */
type RawDatabase = IDBDatabase & { readonly _rawDatabase: { processTransactions(): void } };
/** fake-indexeddb's own abort takes the reason, which the public one cannot. */
type Abortable = IDBTransaction & { _abort(reason: string): void };

/** The disk of one phone. It outlives every life of the app; what was committed is there for the next. */
export class Disk {
  readonly #factory = new IDBFactory();
  readonly #forgotten = new Set<string>();

  /** a raw look past the app, for the simulation; closed at once */
  async #raw<T>(work: (db: IDBDatabase) => Promise<T>): Promise<T> {
    const db = await settled(this.#factory.open("presente"));
    try {
      return await work(db);
    } finally {
      db.close();
    }
  }

  /** Every row of a store as it is on the disk. */
  rows(store: string): Promise<unknown[]> {
    return this.#raw((db) => settled(db.transaction(store).objectStore(store).getAll()));
  }

  /** Changes the disk behind the app's back: for planted faults. */
  edit(stores: readonly string[], change: (tx: IDBTransaction) => void): Promise<void> {
    return this.#raw(
      (db) =>
        new Promise<void>((resolve, reject) => {
          const tx = db.transaction([...stores], "readwrite");
          tx.addEventListener("complete", () => resolve());
          tx.addEventListener("abort", () => reject(tx.error ?? new Error("aborted")));
          change(tx);
        }),
    );
  }

  /** For a planted fault: deletes entries and their blobs; the app's own writes do not bring them back. */
  async forget(hashes: readonly string[]): Promise<void> {
    for (const h of hashes) this.#forgotten.add(h);
    await this.edit(["entries", "blobs"], (tx) => {
      for (const h of hashes) {
        tx.objectStore("entries").delete(h);
        tx.objectStore("blobs").delete(IDBKeyRange.bound([h], [h, []]));
      }
    });
  }

  /** The factory as one life of the app sees it. */
  openFor(user: DiskUser): IDBFactory {
    const factory = this.#factory;
    const forgotten = this.#forgotten;
    return {
      cmp: factory.cmp.bind(factory),
      databases: factory.databases.bind(factory),
      deleteDatabase: factory.deleteDatabase.bind(factory),
      open(name, version) {
        if (user.dead) throw new DOMException("the app is gone", "InvalidStateError");
        user.busy(1);
        const request = factory.open(name, version);
        request.addEventListener("success", () => {
          user.busy(-1);
          watchConnection(request.result, user, forgotten);
          user.opened(request.result);
        });
        request.addEventListener("error", () => user.busy(-1));
        return request;
      },
    };
  }
}

function watchConnection(db: IDBDatabase, user: DiskUser, forgotten: ReadonlySet<string>): void {
  const begin = db.transaction.bind(db);
  db.transaction = (stores, mode, options) => {
    if (user.dead) throw new DOMException("the app is gone", "InvalidStateError");
    const tx = begin(stores, mode, options);
    user.busy(1);
    tx.addEventListener("abort", () => user.busy(-1));
    tx.addEventListener("complete", (event) => {
      user.busy(-1);
      if (user.dead) hide(event, tx);
    });
    if (mode !== "readwrite") return tx;
    suffer(tx, user.fateOf(storeNames(stores)), user);
    if (forgotten.size > 0) swallow(tx, forgotten);
    return tx;
  };
}

/** The app does not hear that its transaction is over; the disk does, and goes on with the next one. */
function hide(event: Event, tx: IDBTransaction): void {
  event.stopImmediatePropagation();
  (tx.db as RawDatabase)._rawDatabase.processTransactions();
}

function suffer(tx: IDBTransaction, fate: DiskFate, user: DiskUser): void {
  if (fate === "fine") return;
  if (fate === "die-after-commit") {
    tx.addEventListener("complete", (event) => {
      user.die();
      hide(event, tx);
    });
    return;
  }
  const open = tx.objectStore.bind(tx);
  tx.objectStore = (name) => {
    const store = open(name);
    const put = store.put.bind(store);
    const add = store.add.bind(store);
    const failing =
      (write: typeof put): typeof put =>
      (value, key) => {
        const request = key === undefined ? write(value) : write(value, key);
        // the write itself still works: it is at the commit that the browser finds the disk full, or the power fails
        request.addEventListener("success", () => {
          if (fate === "die-before-commit") user.die();
          (tx as Abortable)._abort(fate === "full" ? "QuotaExceededError" : "AbortError");
        });
        return request;
      };
    store.put = failing(put);
    store.add = failing(add);
    return store;
  };
}

/** Entries that a planted fault has deleted stay deleted. */
function swallow(tx: IDBTransaction, forgotten: ReadonlySet<string>): void {
  if (!tx.objectStoreNames.contains("entries")) return;
  const store = tx.objectStore("entries");
  const put = store.put.bind(store);
  store.put = (value: { h: string }, key) =>
    forgotten.has(value.h) ? (store.getKey(value.h) as IDBRequest<IDBValidKey>) : put(value, key);
}

const storeNames = (stores: string | Iterable<string>): readonly string[] =>
  typeof stores === "string" ? [stores] : [...stores];

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the disk failed")));
  });
