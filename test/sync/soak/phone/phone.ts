import type { EntryRow } from "../../../../client/store/rows.ts";
import type { Student } from "../campus.ts";
import type { Schedule } from "../clock.ts";
import { type Injected, RATES } from "../faults.ts";
import { Link } from "../link.ts";
import { type Chance, chance } from "../random.ts";
import type { SimulatedServer } from "../server/server.ts";
import type { Trace } from "../trace.ts";
import type { ClientApp, PhoneGlobals } from "./bundle.ts";
import { Disk, type DiskFate } from "./disk.ts";
import { Life, type Outgoing } from "./life.ts";
import { PhoneLocks } from "./locks.ts";

export interface PhoneParts {
  readonly boot: (globals: PhoneGlobals) => ClientApp;
  readonly schedule: Schedule;
  readonly injected: Injected;
  readonly server: SimulatedServer;
  readonly seed: string;
  readonly trace: Trace;
  readonly student: Student;
  /** a planted fault: a request is about to leave */
  readonly onSend?: ((phone: Phone, request: Outgoing) => Promise<void>) | undefined;
  readonly onAnswer: (request: Outgoing, status: number, body: string) => Promise<void>;
}

/** One phone: its disk, its link and its clock, and the app that lives on it one life after the other. */
export class Phone {
  readonly student: Student;
  readonly disk = new Disk();
  readonly chance: Chance;
  /** how far the phone's clock is off, ms */
  clockOffMs = 0;
  diskFull = false;
  readonly #parts: PhoneParts;
  readonly #locks = new PhoneLocks();
  readonly #link: Link;
  readonly #lifeChance: Chance;
  readonly #diskChance: Chance;
  #life: Life | null = null;
  /** the app is to be open until then */
  #openUntil = 0;

  constructor(parts: PhoneParts) {
    this.#parts = parts;
    this.student = parts.student;
    const { seed, schedule, injected, server, trace, student } = parts;
    const word = (what: string) => chance(seed, what, student.actor);
    this.chance = word("phone");
    this.#lifeChance = word("life");
    this.#diskChance = word("disk");
    const { actor } = student;
    this.#link = new Link({
      schedule,
      actor,
      chance: word("link"),
      injected,
      server,
      trace,
      onAnswer: parts.onAnswer,
    });
  }

  /** the app while it runs, or null */
  get life(): Life | null {
    return this.#life;
  }
  get online(): boolean {
    return this.#link.online;
  }
  set online(online: boolean) {
    this.#link.online = online;
  }
  /** Date.now() of the phone */
  readonly wall = (): number => this.#parts.schedule.now + this.clockOffMs;

  /** A new phone: the app has been opened once, and the device registered. */
  async prepare(): Promise<void> {
    const { student } = this.#parts;
    const life = this.#begin();
    const { device, genesis } = student;
    const done = await life.ask(async ({ db, newLink, currentStudent }) => {
      await db.devices.put(device);
      await db.chains.put({ did: device.did, seq: 0, h: genesis });
      await db.links.put(newLink(device.did));
      await currentStudent.write(student.uid);
    });
    if (!done || "error" in done) throw new Error("the phone could not be prepared", { cause: done?.error });
    life.die();
  }

  /** Every entry on the phone, as it lies on the disk. */
  async entries(): Promise<EntryRow[]> {
    return (await this.disk.rows("entries")) as EntryRow[];
  }

  /** The network is back, and the browser says so. */
  async goOnline(): Promise<void> {
    this.online = true;
    await this.#life?.happen(this.#life.window, "online");
  }

  /** The app is swiped away, or the system takes its memory. */
  kill(): void {
    if (!this.#life) return;
    this.#parts.injected.count("apps killed");
    this.#life.die();
  }

  /** Opens the app for a while; an app that dies meanwhile is opened again. */
  async open(forMs: number): Promise<void> {
    const { schedule, student } = this.#parts;
    this.#openUntil = Math.max(this.#openUntil, schedule.now + forMs);
    schedule.at(this.#openUntil, student.actor, () => {
      if (schedule.now >= this.#openUntil) this.#life?.die();
    });
    if (this.#life) return;
    const life = this.#begin();
    life.app.startSending(new AbortController().signal);
    await life.settle();
  }

  #begin(): Life {
    const { boot, schedule, student, onSend } = this.#parts;
    const life: Life = new Life({
      boot,
      schedule,
      actor: student.actor,
      chance: this.#lifeChance,
      disk: this.disk,
      locks: this.#locks,
      wall: this.wall,
      online: () => this.#link.online,
      fateOf: (stores) => this.#diskFate(stores),
      send: (request) => {
        life.busy(1);
        void (onSend?.(this, request) ?? Promise.resolve()).then(() => {
          life.busy(-1);
          this.#link.send(request);
        });
      },
      onDeath: () => this.#onDeath(life),
    });
    this.#life = life;
    return life;
  }

  #onDeath(life: Life): void {
    const { schedule, student } = this.#parts;
    if (this.#life !== life) return;
    this.#life = null;
    const again = this.chance.whole(2, 90) * 1000;
    if (this.#openUntil <= schedule.now + again) return;
    schedule.after(again, student.actor, () => this.open(0));
  }

  #diskFate(stores: readonly string[]): DiskFate {
    const { injected, schedule, student, trace } = this.#parts;
    const fate = this.#drawFate(stores);
    if (!injected.on("phone-crash") && !injected.on("quota")) return fate;
    trace.note(`phone ${student.actor}`, schedule.now, "writes", stores.join(","), fate);
    return fate;
  }

  #drawFate(stores: readonly string[]): DiskFate {
    const { injected } = this.#parts;
    const drawn = this.#diskChance.next();
    const rate = stores.includes("chains") ? RATES.crash : RATES.crashElsewhere;
    if (this.diskFull && injected.on("quota")) {
      injected.count("writes to a full disk");
      return "full";
    }
    if (!injected.on("phone-crash") || drawn >= rate * 2) return "fine";
    injected.count("phone crashes");
    return drawn < rate ? "die-before-commit" : "die-after-commit";
  }
}
