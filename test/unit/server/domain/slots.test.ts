import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planSlot, slotDates, type SlotMeeting, type SlotRule } from "../../../../server/domain/slots.ts";
import { addDays, daysBetween, mondayOf, timeIn, weekdayOf } from "../../../../shared/dates.ts";

const SLOT: SlotRule = {
  weekday: 1,
  startsAt: "10:00:00",
  endsAt: "12:00:00",
  from: "2026-09-01",
  until: "2026-12-20",
  everyWeeks: 1,
  groupId: null,
  roomId: null,
  title: null,
};
const MADRID = "Europe/Madrid";
const at = (now: string, timeZone = MADRID) => ({ now: new Date(now), timeZone });
const BEFORE = at("2026-08-01T00:00Z");

/** The stored meetings after a plan was carried out. */
function carriedOut(
  plan: ReturnType<typeof planSlot>,
  stored: readonly SlotMeeting[],
  id: () => string,
): SlotMeeting[] {
  const untouched = { decided: false, touched: false, asked: false };
  const kept = stored
    .filter((meeting) => !plan.remove.includes(meeting.id))
    .map((meeting) =>
      Object.assign(
        {},
        meeting,
        plan.change.find((change) => change.id === meeting.id),
      ),
    )
    .map((meeting) =>
      plan.cancel.includes(meeting.id) ? Object.assign({}, meeting, { decided: true }) : meeting,
    );
  return [...kept, ...plan.add.map((values) => Object.assign({ id: id() }, values, untouched))];
}
const counter = () => {
  let n = 0;
  return () => `m${n++}`;
};

const date = fc.integer({ min: 0, max: 500 }).map((days) => addDays("2026-01-01", days));
const rule = fc
  .record({
    weekday: fc.integer({ min: 1, max: 7 }),
    from: date,
    days: fc.integer({ min: 0, max: 250 }),
    everyWeeks: fc.integer({ min: 1, max: 4 }),
    hour: fc.integer({ min: 0, max: 22 }),
    groupId: fc.constantFrom(null, "a", "b"),
  })
  .map(({ days, hour, from, ...rest }): SlotRule =>
    Object.assign({}, SLOT, rest, {
      from,
      until: addDays(from, days),
      startsAt: `${String(hour).padStart(2, "0")}:00:00`,
      endsAt: `${String(hour + 1).padStart(2, "0")}:00:00`,
    }),
  );
const zone = fc.constantFrom(
  MADRID,
  "America/Bogota",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/Santiago",
);

describe("the dates of a slot", () => {
  it("are every day of the calendar on which it falls, and no other", () => {
    fc.assert(
      fc.property(rule, (slot) => {
        const wanted: string[] = [];
        let first: string | null = null;
        for (let day = slot.from; day <= slot.until; day = addDays(day, 1)) {
          if (new Date(`${day}T12:00Z`).getUTCDay() !== slot.weekday % 7) continue;
          first ??= day;
          if (daysBetween(first, day) % (7 * slot.everyWeeks) === 0) wanted.push(day);
        }
        expect(slotDates(slot)).toEqual(wanted);
      }),
    );
  });
});

describe("planning a slot", () => {
  it("makes a meeting at the same hour of the wall on each date, summer and winter", () => {
    const { add, change, remove } = planSlot(SLOT, [], BEFORE);
    expect(add).toHaveLength(15);
    expect(new Set(add.map(({ startsAt }) => timeIn(startsAt, MADRID)))).toEqual(new Set(["10:00"]));
    expect(new Set(add.map(({ startsAt }) => startsAt.getUTCHours()))).toEqual(new Set([8, 9]));
    expect([change, remove]).toEqual([[], []]);
  });

  it("makes none for hours that are over", () => {
    const { add } = planSlot(SLOT, [], at("2026-11-30T12:00Z"));
    expect(add.map(({ slotDate }) => slotDate)).toEqual(["2026-12-07", "2026-12-14"]);
  });

  it("moves the meetings to come to another weekday, each the same one, and leaves what was", () => {
    const stored = carriedOut(planSlot(SLOT, [], BEFORE), [], counter());
    const now = at("2026-11-30T12:00Z");
    const plan = planSlot({ ...SLOT, weekday: 4 }, stored, now);
    expect(plan.add).toEqual([]);
    expect(plan.remove).toEqual([]);
    expect(plan.change.map(({ slotDate }) => slotDate)).toEqual(["2026-12-10", "2026-12-17"]);
    const ids = stored.filter(({ startsAt }) => startsAt > now.now).map(({ id }) => id);
    expect(plan.change.map(({ id }) => id)).toEqual(ids);
  });

  it("leaves what somebody moved, cancelled, opened or marked, and takes its week's place with nothing else", () => {
    const stored = carriedOut(planSlot(SLOT, [], BEFORE), [], counter()).map((meeting, i) =>
      Object.assign(meeting, { decided: i === 3, touched: i === 5 }),
    );
    const plan = planSlot({ ...SLOT, weekday: 2 }, stored, BEFORE);
    expect(plan.change).toHaveLength(stored.length - 2);
    expect(plan.change.map(({ id }) => id)).not.toContain("m3");
    expect(plan.change.map(({ id }) => id)).not.toContain("m5");
    expect(plan.add.map(({ slotDate }) => slotDate)).toEqual(["2026-09-01"]);
  });

  it("removes what falls out of it, and cancels what a student has asked about", () => {
    const stored = carriedOut(planSlot(SLOT, [], BEFORE), [], counter()).map((meeting, i) =>
      Object.assign(meeting, { asked: i === 14 }),
    );
    const plan = planSlot({ ...SLOT, until: "2026-12-06" }, stored, BEFORE);
    expect(plan).toMatchObject({ add: [], change: [], remove: ["m13"], cancel: ["m14"] });
    expect(planSlot(null, stored, at("2026-11-30T12:00Z"))).toMatchObject({
      add: [],
      change: [],
      remove: ["m13"],
      cancel: ["m14"],
    });
  });

  it("done again changes nothing, whatever the slot was before, in any zone", () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        date,
        zone,
        fc.infiniteStream(fc.nat({ max: 9 })),
        (rules, today, timeZone, luck) => {
          const now = { now: new Date(`${today}T09:30:00Z`), timeZone };
          const id = counter();
          let stored: SlotMeeting[] = [];
          for (const slot of rules) {
            stored = carriedOut(planSlot(slot, stored, now), stored, id);
            const again = planSlot(slot, stored, now);
            expect([again.add, again.change, again.remove, again.cancel]).toEqual([[], [], [], []]);
            const byWeek = new Set(stored.map(({ slotDate }) => mondayOf(slotDate)));
            expect(byWeek.size).toBe(stored.length);
            for (const meeting of stored) {
              if (meeting.decided || meeting.touched || meeting.startsAt <= now.now) continue;
              expect(weekdayOf(meeting.slotDate)).toBe(slot.weekday);
            }
            stored = stored.map((meeting) => {
              const chance = luck.next().value;
              return Object.assign({}, meeting, {
                touched: meeting.touched || chance === 0,
                decided: meeting.decided || chance === 1,
                asked: chance === 2,
              });
            });
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
