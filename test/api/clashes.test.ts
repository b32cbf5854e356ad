import * as v from "valibot";
import { beforeEach, describe, expect, it } from "vitest";
import { type Clash, Clashes, Rooms, Timetable } from "../../shared/api/timetable.ts";
import { addDays, dateIn, timeIn } from "../../shared/dates.ts";
import { newPerson, type Person } from "../support/people.ts";
import { first, planning, soon, ZONE } from "../support/planning.ts";

const planned = planning();
const { on } = planned;
const { get, post, patch } = on;

/** of each test: whoever teaches several courses is in two places */
let teacher: Person;
beforeEach(async () => {
  teacher = await newPerson(on.test, "teacher", { name: "Tomás Vega" });
});

const clashes = async (courseId: string) =>
  v.parse(Clashes, (await get(`/v1/courses/${courseId}/clashes`, teacher)).body);
const ofKind = async (kind: Clash["kind"], courseId: string) =>
  (await clashes(courseId)).filter((one) => one.kind === kind);
const newRoom = async (name: string) => {
  const { body } = await post("/v1/rooms", on.administrator, { name, seats: null });
  return first(v.parse(Rooms, body).filter((room) => room.name === name)).id;
};
const newGroup = async (courseId: string, name: string) => {
  const { body } = await post(`/v1/courses/${courseId}/groups`, teacher, { name });
  return first(v.parse(Timetable, body).groups.filter((group) => group.name === name)).id;
};
const newCourse = (members: readonly Person[] = []) => on.newCourse(members, teacher);
const addSlot = (courseId: string, more: object = {}) => planned.addSlot(courseId, more, teacher);

describe("a room that two courses have at the same time", () => {
  it("is told of to both, with the other course and hour; nothing is refused", async () => {
    const roomId = await newRoom("Aula 7");
    const [one, other] = [await newCourse(), await newCourse()];
    await patch(`/v1/courses/${other.id}`, teacher, { name: "Logic" });
    await addSlot(one.id, { roomId });
    // another room, no room, right after, right before: all of them fit
    await addSlot(other.id, { startsAt: "12:00", endsAt: "13:00", roomId });
    await addSlot(other.id, { startsAt: "08:00", endsAt: "10:00", roomId });
    await addSlot(other.id);
    expect([await ofKind("room", one.id), await ofKind("room", other.id)]).toEqual([[], []]);
    const { slots } = await addSlot(other.id, { startsAt: "11:30", endsAt: "12:00", roomId });
    const [told] = await ofKind("room", one.id);
    expect(told).toMatchObject({ name: "Aula 7", courseName: "Logic", groupName: null, times: 4 });
    expect(dateIn(new Date(told?.startsAt ?? ""), ZONE)).toBe(soon());
    expect(timeIn(new Date(told?.startsAt ?? ""), ZONE)).toBe("11:30");
    expect(await ofKind("room", other.id)).toMatchObject([{ courseName: "Algebra", times: 4 }]);
    // moved out of the way, and cancelled
    const late = slots.find(({ startsAt }) => startsAt === "11:30")?.id;
    const theirs = (await planned.meetingsOf(other.id, teacher)).filter(({ slotId }) => slotId === late);
    const to = { date: addDays(soon(), 8), startsAt: "11:30", endsAt: "12:00", roomId };
    await post(`/v1/meetings/${theirs[1]?.id}/move`, teacher, to);
    await post(`/v1/meetings/${theirs[2]?.id}/cancel`, teacher, { reason: "a strike" });
    expect(await ofKind("room", one.id)).toMatchObject([{ times: 2 }]);
  });
});

describe("two hours of one course at the same time", () => {
  it("are told where the same students are expected at both, once for each pair", async () => {
    const course = await newCourse();
    const [a, b] = [await newGroup(course.id, "A"), await newGroup(course.id, "B")];
    await addSlot(course.id, { groupId: a });
    await addSlot(course.id, { groupId: b, startsAt: "12:00", endsAt: "13:00" });
    expect(await clashes(course.id)).toEqual([]);
    await addSlot(course.id, { groupId: a, startsAt: "11:00", endsAt: "12:00" });
    expect(await clashes(course.id)).toMatchObject([{ kind: "students", name: "A", times: 4 }]);
    // the whole course is expected, the students of A as well as those of B
    await addSlot(course.id, { startsAt: "11:30", endsAt: "12:30" });
    expect((await clashes(course.id)).map(({ kind, name }) => [kind, name])).toEqual(
      expect.arrayContaining([
        ["students", "A"],
        ["students", "B"],
      ]),
    );
    const whole = await newCourse();
    await addSlot(whole.id, { weekday: 2 });
    await addSlot(whole.id, { weekday: 2, startsAt: "11:00" });
    expect(await clashes(whole.id)).toMatchObject([{ kind: "students", name: null, times: 4 }]);
  });

  it("of two groups are told in one room, or with one teacher for both", async () => {
    const course = await newCourse();
    const [a, b] = [await newGroup(course.id, "A"), await newGroup(course.id, "B")];
    const roomId = await newRoom("Aula 8");
    await addSlot(course.id, { groupId: a, roomId });
    await addSlot(course.id, { groupId: b });
    expect(await clashes(course.id)).toMatchObject([{ kind: "teacher", name: teacher.name, times: 4 }]);
    const colleague = await newPerson(on.test, "teacher");
    const { status } = await post(`/v1/courses/${course.id}/roster`, teacher, {
      email: colleague.email,
      role: "teacher",
    });
    expect(status).toBeLessThan(300);
    expect(await clashes(course.id)).toEqual([]);
    await addSlot(course.id, { groupId: b, startsAt: "11:00", endsAt: "11:30", roomId, weekday: 1 });
    expect(await ofKind("room", course.id)).toMatchObject([
      { name: "Aula 8", courseName: "Algebra", times: 4 },
    ]);
  });
});

describe("a teacher of two courses at the same time", () => {
  it("is told of in both, with the other course; a course that is only studied there is none", async () => {
    const [one, other] = [await newCourse(), await newCourse()];
    await patch(`/v1/courses/${other.id}`, teacher, { name: "Logic" });
    await addSlot(one.id);
    await addSlot(other.id, { startsAt: "12:00", endsAt: "13:00" });
    const studied = await on.newCourse([teacher]);
    await planned.addSlot(studied.id);
    expect([await clashes(one.id), await clashes(other.id)]).toEqual([[], []]);
    await addSlot(other.id, { startsAt: "11:00", endsAt: "12:00" });
    const told = { kind: "teacher", name: "Tomás Vega", times: 4 };
    expect(await clashes(one.id)).toMatchObject([{ ...told, courseName: "Logic" }]);
    expect(await clashes(other.id)).toMatchObject([{ ...told, courseName: "Algebra" }]);
  });
});
