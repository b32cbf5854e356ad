import { DAY_MS, HOUR_MS, type MeetingPlan } from "../campus.ts";
import type { Event, Schedule } from "../clock.ts";
import { captureOf } from "../face.ts";
import { type Injected, RATES } from "../faults.ts";
import type { Phone } from "./phone.ts";

const MINUTE_MS = 60_000;
/** How long the app is open on a calm day: long enough for a queue of any length. */
const VISIT_MS = 15 * MINUTE_MS;
const RETRY_AFTER_MS = 5_000;
/** How often a student tries to check in to one meeting. */
const TRIES = 60;

export interface OwnerParts {
  readonly phone: Phone;
  readonly schedule: Schedule;
  readonly injected: Injected;
  /** the app has told the student that a check-in is saved */
  readonly onSaved: (h: string, meetingId: string) => void;
  /** a planted fault: a check-in is about to be sealed */
  readonly beforeSeal?: ((phone: Phone) => Promise<void>) | undefined;
}

/** A student: goes to class, checks in, is without network, drops the phone, and looks again. */
export class Owner {
  readonly #parts: OwnerParts;
  #shots = 0;

  constructor(parts: OwnerParts) {
    this.#parts = parts;
  }

  get phone(): Phone {
    return this.#parts.phone;
  }

  /** Puts the whole term of this student on the schedule. */
  planTerm(): void {
    const { schedule, injected, phone } = this.#parts;
    const { chance, student } = phone;
    for (const meetings of student.days) {
      const [first] = meetings;
      if (!first) continue;
      const weather = chance.next();
      const morning = first.startsMs - HOUR_MS;
      const later = first.startsMs + Math.floor(chance.next() * 4 * HOUR_MS);
      schedule.at(morning, student.actor, () => {
        const offline = injected.on("offline") && weather < RATES.offlineDay + RATES.offlineAtFirst;
        if (offline) injected.count("days offline");
        phone.online = !offline;
      });
      if (weather < RATES.offlineAtFirst) schedule.at(later, student.actor, () => phone.goOnline());
      for (const meeting of meetings) {
        const opens = meeting.startsMs + chance.whole(-60, 150) * 1000;
        schedule.at(opens, student.actor, () => this.#session(meeting));
      }
      const evening = first.startsMs + (8 + chance.next() * 5) * HOUR_MS;
      if (chance.hit(RATES.eveningVisit))
        schedule.at(evening, student.actor, () => phone.open(3 * MINUTE_MS));
    }
  }

  /** A visit to the app when nothing goes wrong any more. */
  planVisit(at: number): void {
    const { schedule, phone } = this.#parts;
    schedule.at(at, phone.student.actor, async () => {
      phone.online = true;
      phone.diskFull = false;
      await phone.open(VISIT_MS);
    });
  }

  /** The student takes out the phone, checks in, looks at the app for a while, and puts the phone away. */
  async #session(meeting: MeetingPlan): Promise<void> {
    const { schedule, injected, phone } = this.#parts;
    const { chance } = phone;
    const later = (ms: number, run: Event["run"]) => schedule.after(ms, phone.student.actor, run);
    const length = chance.whole(40, 5 * 60) * 1000;
    const shutter = chance.whole(4, 30) * 1000;
    const [killed, full, jumped] = [RATES.killSession, RATES.quotaSession, RATES.clockSession].map((p) =>
      chance.hit(p),
    );
    const [killAt, fullAt, jumpAt] = [0, 1, 2].map(() => Math.floor(chance.next() * length));
    const jump = chance.pick([-1, 1]) * chance.pick([2 * MINUTE_MS, 45 * MINUTE_MS, 5 * HOUR_MS, 3 * DAY_MS]);
    const back = chance.hit(0.5);
    if (injected.on("kill") && killed) later(killAt ?? 0, () => phone.kill());
    if (injected.on("quota") && full) {
      later(fullAt ?? 0, () => void (phone.diskFull = true));
      later((fullAt ?? 0) + 5 * MINUTE_MS, () => void (phone.diskFull = false));
    }
    if (injected.on("clock") && jumped) {
      later(jumpAt ?? 0, () => {
        injected.count("clock jumps");
        phone.clockOffMs += jump;
      });
      if (back) later((jumpAt ?? 0) + HOUR_MS, () => void (phone.clockOffMs -= jump));
    }
    later(shutter, () => this.#checkIn(meeting));
    await phone.open(length);
  }

  /** The student checks in, and does so again until the app says, or shows, that it is saved. */
  async #checkIn(meeting: MeetingPlan, tries = 1): Promise<void> {
    const { schedule, phone, onSaved, beforeSeal } = this.#parts;
    const { student } = phone;
    if (tries > TRIES) return;
    const again = () =>
      schedule.after(RETRY_AFTER_MS * tries, student.actor, () => this.#checkIn(meeting, tries + 1));
    await phone.open(MINUTE_MS);
    const { life } = phone;
    if (!life) {
      again();
      return;
    }
    await beforeSeal?.(phone);
    const listed = (await phone.entries()).find(({ meetingId }) => meetingId === meeting.id);
    if (listed) {
      onSaved(listed.h, meeting.id);
      return;
    }
    const photo = await captureOf(student.uid, `${meeting.id} ${this.#shots++}`);
    const capture = { ...photo, wall: phone.wall(), mono: life.mono() };
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
