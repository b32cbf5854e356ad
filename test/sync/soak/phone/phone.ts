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
    const { schedule, student } = this.#parts;
    for (const meetings of student.days) {
      const [first] = meetings;
      if (!first) continue;
      const opens = first.startsMs + this.chance.whole(-5, 20) * MINUTE_MS;
      schedule.at(opens, student.actor, () => this.#session(meetings));
      const evening = first.startsMs + (10 + this.chance.next() * 3) * HOUR_MS;
      if (this.chance.hit(0.25)) schedule.at(evening, student.actor, () => this.#open(10 * MINUTE_MS));
    }
  }

  /** A visit to the app when nothing goes wrong any more. */
  planVisit(at: number): void {
    this.#parts.schedule.at(at, this.student.actor, async () => {
      this.#link.online = true;
      this.#diskFull = false;
      await this.#open(HOUR_MS);
    });
  }

  /** Every entry on the phone, as it lies on the disk. */
  async entries(): Promise<EntryRow[]> {
    return (await this.disk.rows("entries")) as EntryRow[];
  }

  async #session(meetings: readonly MeetingPlan[]): Promise<void> {
    const { schedule, injected, student } = this.#parts;
    const { chance } = this;
    const last = meetings.at(-1)?.startsMs ?? schedule.now;
    const captures = meetings.map(({ startsMs }) => startsMs + chance.whole(0, 40 * 60) * 1000);
    const length = last - schedule.now + HOUR_MS;
    const within = () => schedule.now + Math.floor(chance.next() * length);
    const later = (at: number, run: () => Promise<void>) => schedule.at(at, student.actor, run);
    const weather = chance.next();
    const [killed, full, jumped] = [RATES.killSession, RATES.quotaSession, RATES.clockSession].map((p) =>
      chance.hit(p),
    );
    const times = [within(), within(), within(), within()] as const;
    const jump = chance.pick([-1, 1]) * chance.pick([2 * MINUTE_MS, 45 * MINUTE_MS, 5 * HOUR_MS, 3 * DAY_MS]);
    const back = chance.hit(0.5);

    this.#link.online = true;
    if (injected.on("offline") && weather < RATES.offlineSession + RATES.offlineAtFirst) {
      injected.count("sessions offline");
      this.#link.online = false;
      if (weather < RATES.offlineAtFirst) later(times[0], () => this.#goOnline());
    }
    if (injected.on("kill") && killed) later(times[1], async () => this.#kill());
    if (injected.on("quota") && full) {
      later(times[2], async () => void (this.#diskFull = true));
      later(times[2] + 15 * MINUTE_MS, async () => void (this.#diskFull = false));
    }
    if (injected.on("clock") && jumped) {
      later(times[3], async () => {
        injected.count("clock jumps");
        this.#clockOff += jump;
      });
      if (back) later(times[3] + HOUR_MS, async () => void (this.#clockOff -= jump));
    }
    await this.#open(Math.max(...captures) - schedule.now + chance.whole(1, 15) * MINUTE_MS);
    meetings.forEach((meeting, i) => later(captures[i] ?? last, () => this.#checkIn(meeting)));
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
      fateOf: () => this.#diskFate(),
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

  #diskFate(): DiskFate {
    const { injected } = this.#parts;
    const drawn = this.#diskChance.next();
    if (this.#diskFull && injected.on("quota")) {
      injected.count("writes to a full disk");
      return "full";
    }
    if (!injected.on("phone-crash") || drawn >= RATES.crash * 2) return "fine";
    injected.count("phone crashes");
    return drawn < RATES.crash ? "die-before-commit" : "die-after-commit";
  }

  /** The student checks in, and does so again until the app says, or shows, that it is saved. */
  async #checkIn(meeting: MeetingPlan, tries = 1): Promise<void> {
    const { schedule, student, onSaved, plant } = this.#parts;
    if (tries > TRIES) return;
    const again = () =>
      schedule.after(RETRY_AFTER_MS * tries, student.actor, () => this.#checkIn(meeting, tries + 1));
    await this.#open(2 * MINUTE_MS);
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
    else again();
  }
}
