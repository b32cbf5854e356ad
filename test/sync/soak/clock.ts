/** Events and the clock of the simulation: nothing waits for real time. */

/** Events of one lane of actors run one after the other; those of several lanes side by side, within one tick. */
export interface Event {
  readonly at: number;
  readonly actor: number;
  readonly order: number;
  readonly run: () => Promise<void> | void;
  cancelled: boolean;
}

/** Times are rounded up to this, ms: what falls into one tick happens at once, and meets in the server. */
export const TICK_MS = 250;
/** What happens to the whole campus: it comes before what happens to phones at the same time, and by itself. */
export const CAMPUS = -1;
/** How many actors are at work at a time. */
export const LANES = 16;
/** Actors of one lane never are at work together. */
export const laneOf = (actor: number): number => actor % LANES;

const before = (a: Event, b: Event): boolean =>
  a.at - b.at < 0 || (a.at === b.at && (a.actor - b.actor || a.order - b.order) < 0);

/**
 * A discrete-event schedule. The order of events is decided by (time, actor, the actor's own count) alone, so that it does
 * not depend on what real work takes; the actors must not depend on each other within a tick.
 */
export class Schedule {
  now: number;
  readonly #heap: Event[] = [];
  readonly #counts = new Map<number, number>();

  constructor(start: number) {
    this.now = start;
  }

  /** When the next event is due; Infinity when there is none. */
  next(): number {
    while (this.#heap[0]?.cancelled) this.#pop();
    return this.#heap[0]?.at ?? Infinity;
  }

  /** Runs something of an actor's after `delayMs`, never in the present tick. @returns how to call it off */
  after(delayMs: number, actor: number, run: Event["run"]): Event {
    const due = this.now + Math.max(1, delayMs);
    const order = this.#counts.get(actor) ?? 0;
    this.#counts.set(actor, order + 1);
    const event = { at: Math.ceil(due / TICK_MS) * TICK_MS, actor, order, run, cancelled: false };
    this.#push(event);
    return event;
  }

  at(time: number, actor: number, run: Event["run"]): Event {
    return this.after(time - this.now, actor, run);
  }

  /** Runs the next tick. @returns false when nothing is left */
  async step(): Promise<boolean> {
    const batch = this.#nextBatch();
    if (!batch) return false;
    await Promise.all(
      [...batch.values()].map(async (events) => {
        for (const event of events) if (!event.cancelled) await event.run();
      }),
    );
    return true;
  }

  /** The events of the next time, by lane; those of the campus by themselves, first. */
  #nextBatch(): Map<number, Event[]> | null {
    const batch = new Map<number, Event[]>();
    for (let event = this.#heap[0]; event; event = this.#heap[0]) {
      if (event.cancelled) {
        this.#pop();
        continue;
      }
      if (batch.size > 0 && (event.at !== this.now || batch.has(CAMPUS) !== (event.actor === CAMPUS))) break;
      this.now = event.at;
      this.#pop();
      const lane = event.actor === CAMPUS ? CAMPUS : laneOf(event.actor);
      const events = batch.get(lane);
      if (events) events.push(event);
      else batch.set(lane, [event]);
    }
    return batch.size === 0 ? null : batch;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let i = heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (!above || !before(event, above)) break;
      heap[i] = above;
      heap[parent] = event;
      i = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = i * 2 + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left && right && before(right, left)) child++;
      const smaller = heap[child];
      if (!smaller || !before(smaller, last)) break;
      heap[i] = smaller;
      i = child;
    }
    heap[i] = last;
  }
}
