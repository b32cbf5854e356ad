import { IDBKeyRange } from "fake-indexeddb";
import type { Chance } from "../random.ts";
import type { Event, Schedule } from "../clock.ts";
import type { ClientApp, PhoneGlobals } from "./bundle.ts";
import type { Disk, DiskFate, DiskUser } from "./disk.ts";
import type { PhoneLocks } from "./locks.ts";

/** A request as it leaves the phone. `answer` and `fail` do nothing once one of them was called, or the app is dead. */
export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | null;
  answer(response: Response): Promise<void>;
  fail(): Promise<void>;
}

export interface LifeParts {
  readonly boot: (globals: PhoneGlobals) => ClientApp;
  readonly schedule: Schedule;
  readonly actor: number;
  readonly chance: Chance;
  readonly disk: Disk;
  readonly locks: PhoneLocks;
  /** Date.now() of the phone: may be wrong */
  readonly wall: () => number;
  readonly online: () => boolean;
  readonly fateOf: (stores: readonly string[]) => DiskFate;
  readonly send: (request: Outgoing) => void;
  readonly onDeath: () => void;
}

/** performance.now() of an app that has just started, ms. */
const BOOT_MS = 120;

/**
 * One life of the app on a phone, from its start until it is closed or killed: the real client code between a simulated
 * browser's globals. Real work (WebCrypto, IndexedDB) is awaited by {@link settle}; waiting of any other kind is an event.
 */
export class Life implements DiskUser {
  dead = false;
  readonly app: ClientApp;
  readonly window = new PageTarget();
  readonly #parts: LifeParts;
  readonly #born: number;
  readonly #connections: IDBDatabase[] = [];
  readonly #timers = new Map<number, Event>();
  #nextTimer = 1;
  #busy = 0;

  constructor(parts: LifeParts) {
    this.#parts = parts;
    this.#born = parts.schedule.now;
    this.app = parts.boot(this.#globals());
  }

  busy(by: 1 | -1): void {
    this.#busy += by;
  }
  opened(db: IDBDatabase): void {
    this.#connections.push(db);
  }
  fateOf(stores: readonly string[]): DiskFate {
    return this.#parts.fateOf(stores);
  }
  readonly mono = (): number => this.#parts.schedule.now - this.#born + BOOT_MS;

  /** Ends the app here and now: whatever it was doing has no effect any more. */
  die(): void {
    if (this.dead) return;
    this.dead = true;
    for (const timer of this.#timers.values()) timer.cancelled = true;
    for (const db of this.#connections) db.close();
    this.#parts.locks.release(this);
    this.#parts.onDeath();
  }

  /** Waits until the app waits: for an answer, for a time, or for somebody. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet = this.#busy > 0 ? 0 : quiet + 1) await macrotask();
  }

  /** Asks something of the app as its screens would. @returns null when it died before it answered */
  async ask<T>(question: (app: ClientApp) => Promise<T>): Promise<{ ok: T } | { error: unknown } | null> {
    if (this.dead) return null;
    let told: { ok: T } | { error: unknown } | null = null;
    void question(this.app).then(
      (ok) => {
        if (!this.dead) told = { ok };
      },
      (error: unknown) => {
        if (!this.dead) told = { error };
      },
    );
    await this.settle();
    return told;
  }

  /** Something happens to the page that its code may listen for. */
  async happen(target: EventTarget, event: string): Promise<void> {
    if (this.dead) return;
    target.dispatchEvent(new globalThis.Event(event));
    await this.settle();
  }

  /** Work of the platform that the simulation must wait for; its result never reaches a dead app. */
  #awaited<T>(work: Promise<T>): Promise<T> {
    this.#busy += 1;
    return new Promise((resolve, reject) => {
      const ended = (pass: () => void) => {
        this.#busy -= 1;
        if (!this.dead) pass();
      };
      work.then(
        (value) => ended(() => resolve(value)),
        (error: Error) => ended(() => reject(error)),
      );
    });
  }

  #globals(): PhoneGlobals {
    const { chance, schedule, actor, disk, locks, wall, online } = this.#parts;
    const document = Object.assign(new PageTarget(), { visibilityState: "visible" });
    const timers = this.#timers;
    return {
      indexedDB: disk.openFor(this),
      IDBKeyRange,
      fetch: (input, init) => this.#fetch(String(input), init ?? {}),
      Date: clockOf(wall),
      Math: Object.create(Math, { random: { value: chance.next } }) as Math,
      // Dexie changes the Promise that it finds while a transaction runs: each app has one of its own
      Promise: class extends Promise<never> {} as unknown as PromiseConstructor,
      performance: { now: this.mono },
      crypto: this.#crypto(),
      setTimeout: (run, ms = 0) => {
        const id = this.#nextTimer++;
        const event = schedule.after(ms, actor, async () => {
          timers.delete(id);
          if (this.dead) return;
          run();
          await this.settle();
        });
        timers.set(id, event);
        if (this.dead) event.cancelled = true;
        return id;
      },
      clearTimeout: (id) => {
        const event = id === undefined ? undefined : timers.get(id);
        if (event) event.cancelled = true;
      },
      navigator: {
        get onLine() {
          return online();
        },
        userAgent: "soak",
        locks: locks.for(this),
      },
      AbortController: PhoneAbortController,
      addEventListener: this.window.addEventListener.bind(this.window),
      document,
      // Dexie tells of every connection that is lost
      console: SILENT,
    };
  }

  #crypto(): PhoneGlobals["crypto"] {
    const { chance } = this.#parts;
    const subtle = new Proxy(crypto.subtle, {
      get:
        (target, name) =>
        (...args: unknown[]) => {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== "function") throw new TypeError(`no ${String(name)} in WebCrypto`);
          return this.#awaited(Reflect.apply(method, target, args) as Promise<unknown>);
        },
    });
    return {
      subtle,
      getRandomValues<T extends ArrayBufferView | null>(array: T): T {
        if (array)
          new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(
            chance.bytes(array.byteLength),
          );
        return array;
      },
      randomUUID: () => chance.uuid() as ReturnType<Crypto["randomUUID"]>,
    };
  }

  #fetch(path: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      let open = true;
      const close = async (how: () => void) => {
        if (!open || this.dead) return;
        open = false;
        how();
        await this.settle();
      };
      // the app's own timer has run out, and its event settles it
      init.signal?.addEventListener("abort", () => {
        void close(() => reject(new DOMException("aborted", "AbortError")));
      });
      const watched = (response: Response) =>
        Object.assign(response, {
          text: () => this.#awaited(Response.prototype.text.call(response)),
          json: () => this.#awaited(Response.prototype.json.call(response) as Promise<unknown>),
        });
      this.#parts.send({
        method: init.method ?? "GET",
        path,
        headers: new Headers(init.headers),
        body: init.body instanceof Uint8Array ? Uint8Array.from(init.body) : null,
        answer: (response) => close(() => resolve(watched(response))),
        fail: () => close(() => reject(new TypeError("Failed to fetch"))),
      });
    });
  }
}

/**
 * A page's target of events. Node keeps what listens "until a signal" for as long as something else hears of that signal:
 * apps that are dead would never be let go of. The signal of a simulated app never aborts.
 */
class PageTarget extends EventTarget {
  override addEventListener(...[type, listener, options]: Parameters<EventTarget["addEventListener"]>): void {
    const kept = typeof options === "object" ? { ...options } : { capture: options ?? false };
    delete kept.signal;
    super.addEventListener(type, listener, kept);
  }
}

const ABORTED = new DOMException("This operation was aborted", "AbortError");
/** Dexie aborts a controller at the end of each transaction, and Node's makes an error with its stack for it each time. */
class PhoneAbortController extends AbortController {
  override abort(reason: unknown = ABORTED): void {
    super.abort(reason);
  }
}

const SILENT = { warn: () => {}, error: () => {}, log: () => {} };
const macrotask = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A Date that tells the phone's time. */
const clockOf = (wall: () => number): DateConstructor =>
  new Proxy(Date, {
    get: (target, name) => (name === "now" ? wall : (Reflect.get(target, name) as unknown)),
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [wall()] : args) as Date,
  });
