import type { EntryRow } from "../../../../client/store/rows.ts";
import { DAY_MS, HOUR_MS, type MeetingPlan, type Student } from "../campus.ts";
import type { Schedule } from "../clock.ts";
import { captureOf } from "../face.ts";
import { type Injected, RATES } from "../faults.ts";
import { Link } from "../link.ts";
import { type Chance, chance } from "../random.ts";
import type { SimulatedServer } from "../server/server.ts";
import type { ClientApp, PhoneGlobals } from "./bundle.ts";
import { Disk, type DiskFate } from "./disk.ts";
import { Life, type Outgoing } from "./life.ts";
import { PhoneLocks } from "./locks.ts";

/** What a planted fault may do to a phone. */
export interface PhonePlant {
  /** a request is about to leave */
  onSend?(phone: Phone, request: Outgoing): Promise<void>;
  /** a check-in is about to be sealed */
  beforeSeal?(phone: Phone): Promise<void>;
}

export interface PhoneParts {
  readonly boot: (globals: PhoneGlobals) => ClientApp;
  readonly schedule: Schedule;
  readonly injected: Injected;
  readonly server: SimulatedServer;
  readonly seed: string;
  readonly student: Student;
  readonly plant: PhonePlant;
  /** the app has told the student that a check-in is saved */
  readonly onSaved: (h: string, meetingId: string) => void;
  readonly onAnswer: (request: Outgoing, status: number, body: string) => Promise<void>;
}

const MINUTE_MS = 60_000;
/** How long the app is open on a calm day: long enough for a queue of any length. */
const VISIT_MS = 15 * MINUTE_MS;
const RETRY_AFTER_MS = 5_000;
/** How often a student tries to check in to one meeting. */
const TRIES = 60;

/** A student with a phone: opens the app, checks in, closes it, is offline, drops the phone, and looks again. */
export class Phone {
  readonly student: Student;
  readonly disk = new Disk();
  readonly chance: Chance;
  readonly #parts: PhoneParts;
  readonly #locks = new PhoneLocks();
  readonly #link: Link;
  readonly #lifeChance: Chance;
  readonly #diskChance: Chance;
  #life: Life | null = null;
  /** how far the phone's clock is off, ms */
  #clockOff = 0;
  #diskFull = false;
  /** the app is to be open until then */
  #openUntil = 0;
  #shots = 0;

  constructor(parts: PhoneParts) {
    this.#parts = parts;
    this.student = parts.student;
    const { seed, schedule, injected, server, student } = parts;
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
      onAnswer: parts.onAnswer,
    });
  }

  get busy(): boolean {
    return this.#life !== null;
  }

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

  /** Puts the whole term of this student on the schedule. */
  planTerm(): void {
    const { schedule, student, injected } = this.#parts;
    const { chance } = this;
    for (const meetings of student.days) {
      const [first] = meetings;
      if (!first) continue;
      const weather = chance.next();
      const morning = first.startsMs - HOUR_MS;
      const later = first.startsMs + Math.floor(chance.next() * 4 * HOUR_MS);
      schedule.at(morning, student.actor, () => {
        const offline = injected.on("offline") && weather < RATES.offlineDay + RATES.offlineAtFirst;
        if (offline) injected.count("days offline");
        this.#link.online = !offline;
      });
      if (weather < RATES.offlineAtFirst) schedule.at(later, student.actor, () => this.#goOnline());
      for (const meeting of meetings) {
        const opens = meeting.startsMs + chance.whole(-60, 150) * 1000;
        schedule.at(opens, student.actor, () => this.#session(meeting));
      }
      const evening = first.startsMs + (8 + chance.next() * 5) * HOUR_MS;
      if (chance.hit(RATES.eveningVisit))
        schedule.at(evening, student.actor, () => this.#open(3 * MINUTE_MS));
    }
  }

  /** A visit to the app when nothing goes wrong any more. */
  planVisit(at: number): void {
    this.#parts.schedule.at(at, this.student.actor, async () => {
      this.#link.online = true;
      this.#diskFull = false;
      await this.#open(VISIT_MS);
    });
  }

  /** Every entry on the phone, as it lies on the disk. */
  async entries(): Promise<EntryRow[]> {
    return (await this.disk.rows("entries")) as EntryRow[];
  }

  /** The student takes out the phone, checks in, looks at the app for a while, and puts the phone away. */
  async #session(meeting: MeetingPlan): Promise<void> {
    const { schedule, injected, student } = this.#parts;
    const { chance } = this;
    const later = (ms: number, run: () => Promise<void> | void) => schedule.after(ms, student.actor, run);
    const length = chance.whole(40, 5 * 60) * 1000;
    const shutter = chance.whole(4, 30) * 1000;
    const [killed, full, jumped] = [RATES.killSession, RATES.quotaSession, RATES.clockSession].map((p) =>
      chance.hit(p),
    );
    const [killAt, fullAt, jumpAt] = [0, 1, 2].map(() => Math.floor(chance.next() * length));
    const jump = chance.pick([-1, 1]) * chance.pick([2 * MINUTE_MS, 45 * MINUTE_MS, 5 * HOUR_MS, 3 * DAY_MS]);
    const back = chance.hit(0.5);
    if (injected.on("kill") && killed) later(killAt ?? 0, () => this.#kill());
    if (injected.on("quota") && full) {
      later(fullAt ?? 0, () => void (this.#diskFull = true));
      later((fullAt ?? 0) + 5 * MINUTE_MS, () => void (this.#diskFull = false));
    }
    if (injected.on("clock") && jumped) {
      later(jumpAt ?? 0, () => {
        injected.count("clock jumps");
        this.#clockOff += jump;
      });
      if (back) later((jumpAt ?? 0) + HOUR_MS, () => void (this.#clockOff -= jump));
    }
    later(shutter, () => this.#checkIn(meeting));
    await this.#open(length);
  }

  async #goOnline(): Promise<void> {
    this.#link.online = true;
    await this.#life?.happen(this.#life.window, "online");
  }

  #kill(): void {
    if (!this.#life) return;
    this.#parts.injected.count("apps killed");
    this.#life.die();
  }

  /** Opens the app for a while; an app that dies meanwhile is opened again. */
  async #open(forMs: number): Promise<void> {
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
    const { boot, schedule, student, plant } = this.#parts;
    const life: Life = new Life({
      boot,
      schedule,
      actor: student.actor,
      chance: this.#lifeChance,
      disk: this.disk,
      locks: this.#locks,
      wall: () => schedule.now + this.#clockOff,
      online: () => this.#link.online,
      fateOf: (stores) => this.#diskFate(stores),
      send: (request) => {
        life.busy(1);
        void (plant.onSend?.(this, request) ?? Promise.resolve()).then(() => {
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
    schedule.after(again, student.actor, () => this.#open(0));
  }

  #diskFate(stores: readonly string[]): DiskFate {
    const { injected } = this.#parts;
    const drawn = this.#diskChance.next();
    const rate = stores.includes("chains") ? RATES.crash : RATES.crashElsewhere;
    if (this.#diskFull && injected.on("quota")) {
      injected.count("writes to a full disk");
      return "full";
    }
    if (!injected.on("phone-crash") || drawn >= rate * 2) return "fine";
    injected.count("phone crashes");
    return drawn < rate ? "die-before-commit" : "die-after-commit";
  }

  /** The student checks in, and does so again until the app says, or shows, that it is saved. */
  async #checkIn(meeting: MeetingPlan, tries = 1): Promise<void> {
    const { schedule, student, onSaved, plant } = this.#parts;
    if (tries > TRIES) return;
    const again = () =>
      schedule.after(RETRY_AFTER_MS * tries, student.actor, () => this.#checkIn(meeting, tries + 1));
    await this.#open(MINUTE_MS);
    const life = this.#life;
    if (!life) {
      again();
      return;
    }
    await plant.beforeSeal?.(this);
    const listed = (await this.entries()).find(({ meetingId }) => meetingId === meeting.id);
    if (listed) {
      onSaved(listed.h, meeting.id);
      return;
    }
    const photo = await captureOf(student.uid, `${meeting.id} ${this.#shots++}`);
    const capture = { ...photo, wall: schedule.now + this.#clockOff, mono: life.mono() };
    const { id, courseName } = meeting;
    const sealed = await life.ask((app) =>
      app.sealCheckIn({ capture, meeting: { id, courseName, title: null } }),
    );
    if (sealed && "ok" in sealed) onSaved(sealed.ok.h, meeting.id);
    else if (!sealed || !isFrozen(sealed.error)) again();
  }
}

/** What the app says of a device whose chain has split: trying again is of no use. */
const isFrozen = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "device_frozen";
