import { and, eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { openDue, planMeetings } from "../../server/jobs/timetable.ts";
import { sweep } from "../../server/jobs/workers.ts";
import { openByRule } from "../../server/queries/meeting-changes.ts";
import { Course, LiveList, Meeting, Meetings, Roster, StudentMeetings } from "../../shared/api/course.ts";
import { RoomClashes, Rooms, Terms, Timetable, Week } from "../../shared/api/timetable.ts";
import { addDays, dateIn, mondayOf, timeIn } from "../../shared/dates.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const ZONE = "Europe/Madrid";
const DAY_MS = 86_400_000;
let test: TestServices;
let administrator: Person;
let teacher: Person;
let students: Person[];
beforeAll(async () => {
  test = await createTestServices({ config: { timeZone: ZONE } });
  administrator = await newPerson(test, "administrator");
  teacher = await newPerson(test, "teacher");
  students = await Promise.all(["Ana", "Bea"].map((name) => newPerson(test, "student", { name })));
});
afterAll(() => test.close());

const post = (path: string, as: Person, body?: unknown) => ask(test.app, "POST", path, { as, body });
const patch = (path: string, as: Person, body?: unknown) => ask(test.app, "PATCH", path, { as, body });
const get = (path: string, as: Person) => ask(test.app, "GET", path, { as });
const remove = (path: string, as: Person) => ask(test.app, "DELETE", path, { as });
const code = (answer: { body: unknown }) =>
  v.parse(v.object({ error: v.object({ code: v.string() }) }), answer.body).error.code;

const today = () => dateIn(new Date(), ZONE);
/** the Monday of the week after next: nothing of it has begun */
const soon = () => addDays(mondayOf(today()), 14);
const aSlot = (more: object = {}) => ({
  weekday: 1,
  startsAt: "10:00",
  endsAt: "12:00",
  from: soon(),
  until: addDays(soon(), 27),
  everyWeeks: 1,
  roomId: null,
  groupId: null,
  title: null,
  ...more,
});

async function newCourse(members: readonly Person[] = []): Promise<Course> {
  const course = v.parse(Course, (await post("/v1/courses", teacher, { name: "Algebra" })).body);
  for (const as of members) await post("/v1/courses/join", as, { joinCode: course.joinCode });
  return course;
}
const addSlot = async (courseId: string, more?: object) =>
  v.parse(Timetable, (await post(`/v1/courses/${courseId}/slots`, teacher, aSlot(more))).body);
const meetingsOf = async (courseId: string) =>
  v
    .parse(Meetings, (await get(`/v1/courses/${courseId}/meetings`, teacher)).body)
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
const first = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined) throw new Error("there is none");
  return one;
};
const wall = ({ startsAt, endsAt }: Meeting) => {
  const at = new Date(startsAt);
  return `${dateIn(at, ZONE)} ${timeIn(at, ZONE)}–${timeIn(new Date(endsAt), ZONE)}`;
};

describe("terms and rooms", () => {
  it("are the administrator's to make, each name once, and a course is planned in a term", async () => {
    const term = { name: "Autumn 2030", startsOn: "2030-09-02", endsOn: "2030-12-20" };
    const terms = v.parse(Terms, (await post("/v1/terms", administrator, term)).body);
    expect(code(await post("/v1/terms", administrator, term))).toBe("name_taken");
    expect(
      (await post("/v1/terms", administrator, { ...term, name: "X", endsOn: "2030-09-01" })).status,
    ).toBe(400);
    expect(
      (await post("/v1/terms", administrator, { ...term, name: "X", startsOn: "2030-02-30" })).status,
    ).toBe(400);
    const { id } = first(terms.filter(({ name }) => name === term.name));
    const course = await newCourse();
    const changed = await patch(`/v1/courses/${course.id}`, teacher, { termId: id });
    expect(v.parse(Course, changed.body).term).toEqual({ id, name: term.name });
    expect(v.parse(Timetable, (await get(`/v1/courses/${course.id}/timetable`, teacher)).body).term).toEqual({
      id,
      ...term,
    });
    await remove(`/v1/terms/${id}`, administrator);
    expect(v.parse(Course, (await get(`/v1/courses/${course.id}`, teacher)).body).term).toBeNull();
    expect((await patch(`/v1/courses/${course.id}`, teacher, { termId: id })).status).toBe(400);
  });

  it("keep a room that is used", async () => {
    const rooms = v.parse(
      Rooms,
      (await post("/v1/rooms", administrator, { name: "Aula 1", seats: 60 })).body,
    );
    const { id } = first(rooms.filter(({ name }) => name === "Aula 1"));
    const course = await newCourse();
    const { slots } = await addSlot(course.id, { roomId: id });
    expect(first(slots)).toMatchObject({ room: "Aula 1", ahead: 4 });
    expect(code(await remove(`/v1/rooms/${id}`, administrator))).toBe("in_use");
    expect((await remove(`/v1/courses/${course.id}/slots/${first(slots).id}`, teacher)).status).toBe(200);
    expect((await remove(`/v1/rooms/${id}`, administrator)).status).toBe(204);
  });
});

describe("a room that two courses have at the same time", () => {
  it("is told of to both, with the other course and hour; nothing is refused", async () => {
    const rooms = v.parse(
      Rooms,
      (await post("/v1/rooms", administrator, { name: "Aula 7", seats: null })).body,
    );
    const roomId = first(rooms.filter(({ name }) => name === "Aula 7")).id;
    const [one, other] = [await newCourse(), await newCourse()];
    await patch(`/v1/courses/${other.id}`, teacher, { name: "Logic" });
    const clashes = async (courseId: string) =>
      v.parse(RoomClashes, (await get(`/v1/courses/${courseId}/room-clashes`, teacher)).body);
    await addSlot(one.id, { roomId });
    // another room, no room, right after, right before: all of them fit
    await addSlot(other.id, { startsAt: "12:00", endsAt: "13:00", roomId });
    await addSlot(other.id, { startsAt: "08:00", endsAt: "10:00", roomId });
    await addSlot(other.id);
    expect([await clashes(one.id), await clashes(other.id)]).toEqual([[], []]);
    const { slots } = await addSlot(other.id, { startsAt: "11:30", endsAt: "12:00", roomId });
    const [told] = await clashes(one.id);
    expect(told).toMatchObject({ room: "Aula 7", courseName: "Logic", times: 4 });
    expect(dateIn(new Date(told?.startsAt ?? ""), ZONE)).toBe(soon());
    expect(timeIn(new Date(told?.startsAt ?? ""), ZONE)).toBe("11:30");
    expect(await clashes(other.id)).toMatchObject([{ courseName: "Algebra", times: 4 }]);
    // moved out of the way, and cancelled
    const late = slots.find(({ startsAt }) => startsAt === "11:30")?.id;
    const theirs = (await meetingsOf(other.id)).filter(({ slotId }) => slotId === late);
    const to = { date: addDays(soon(), 8), startsAt: "11:30", endsAt: "12:00", roomId };
    await post(`/v1/meetings/${theirs[1]?.id}/move`, teacher, to);
    await post(`/v1/meetings/${theirs[2]?.id}/cancel`, teacher, { reason: "a strike" });
    expect(await clashes(one.id)).toMatchObject([{ times: 2 }]);
  });
});

describe("a weekly slot", () => {
  it("has its meetings at once, at the university's hour, in its room and for its group", async () => {
    const course = await newCourse([first(students)]);
    const grouped = await post(`/v1/courses/${course.id}/groups`, teacher, { name: "A" });
    const { id: groupId } = first(v.parse(Timetable, grouped.body).groups);
    await addSlot(course.id, { groupId, title: "Seminar" });
    const meetings = await meetingsOf(course.id);
    expect(meetings.map(wall)).toEqual([0, 7, 14, 21].map((days) => `${addDays(soon(), days)} 10:00–12:00`));
    expect(first(meetings)).toMatchObject({
      title: "Seminar",
      groupName: "A",
      state: "planned",
      movedFrom: null,
    });
  });

  it("changed, changes the meetings to come and leaves what was opened, moved or cancelled", async () => {
    const course = await newCourse();
    const { slots } = await addSlot(course.id);
    const [opened, moved, cancelled, other] = await meetingsOf(course.id);
    if (!opened || !moved || !cancelled || !other) throw new Error("four meetings were wanted");
    await post(`/v1/meetings/${opened.id}/open`, teacher);
    const to = { date: addDays(soon(), 9), startsAt: "16:00", endsAt: "17:30", roomId: null };
    expect(v.parse(Meeting, (await post(`/v1/meetings/${moved.id}/move`, teacher, to)).body)).toMatchObject({
      movedFrom: moved.startsAt,
    });
    await post(`/v1/meetings/${cancelled.id}/cancel`, teacher, { reason: "ill" });
    await patch(
      `/v1/courses/${course.id}/slots/${first(slots).id}`,
      teacher,
      aSlot({ weekday: 4, startsAt: "08:00", endsAt: "09:00" }),
    );
    const after = new Map((await meetingsOf(course.id)).map((meeting) => [meeting.id, wall(meeting)]));
    expect(after).toEqual(
      new Map([
        [opened.id, `${soon()} 10:00–12:00`],
        [moved.id, `${addDays(soon(), 9)} 16:00–17:30`],
        [cancelled.id, `${addDays(soon(), 14)} 10:00–12:00`],
        [other.id, `${addDays(soon(), 24)} 08:00–09:00`],
      ]),
    );
    await remove(`/v1/courses/${course.id}/slots/${first(slots).id}`, teacher);
    expect((await meetingsOf(course.id)).map(({ id }) => id)).toEqual([opened.id]);
  });

  it("planned again by eight servers at once changes nothing, and follows a new time zone", async () => {
    const course = await newCourse();
    await addSlot(course.id);
    const before = await meetingsOf(course.id);
    await Promise.all(Array.from({ length: 8 }, () => planMeetings(test.services, new Date())));
    expect(await meetingsOf(course.id)).toEqual(before);
    const { db, config } = test.services;
    await planMeetings({ db, config: { ...config, timeZone: "Atlantic/Canary" } }, new Date());
    const hourLater = before.map(({ startsAt }) => Date.parse(startsAt) + 3_600_000);
    expect((await meetingsOf(course.id)).map(({ startsAt }) => Date.parse(startsAt))).toEqual(hourLater);
    await planMeetings(test.services, new Date());
    expect((await meetingsOf(course.id)).map(({ startsAt }) => startsAt)).toEqual(
      before.map(({ startsAt }) => startsAt),
    );
  });

  it("is refused where it cannot be: an end before the start, a foreign group, no such date", async () => {
    const course = await newCourse();
    const other = await newCourse();
    const groups = await post(`/v1/courses/${other.id}/groups`, teacher, { name: "A" });
    const { id: groupId } = first(v.parse(Timetable, groups.body).groups);
    for (const wrong of [
      { endsAt: "10:00" },
      { groupId },
      { from: "2030-02-30" },
      { until: addDays(soon(), 900) },
      { weekday: 8 },
    ]) {
      expect((await post(`/v1/courses/${course.id}/slots`, teacher, aSlot(wrong))).status).toBe(400);
    }
    expect(await meetingsOf(course.id)).toEqual([]);
  });
});

describe("a planned meeting", () => {
  it("that is cancelled is opened by nobody, is shown to its students with the reason, and may be restored", async () => {
    const [ana] = students;
    if (!ana) throw new Error("no student");
    const course = await newCourse([ana]);
    const startsAt = new Date(Date.now() + DAY_MS).toISOString();
    const endsAt = new Date(Date.now() + DAY_MS + 3_600_000).toISOString();
    const planned = await post(`/v1/courses/${course.id}/meetings`, teacher, { startsAt, endsAt });
    const { id } = v.parse(Meeting, planned.body);
    const mine = async () =>
      v.parse(StudentMeetings, (await get("/v1/me/meetings", ana)).body).find((meeting) => meeting.id === id);
    expect(await mine()).toMatchObject({ cancelledAt: null });
    await post(`/v1/meetings/${id}/cancel`, teacher, { reason: "the teacher is ill" });
    expect(await mine()).toMatchObject({ cancelReason: "the teacher is ill", status: "expected" });
    expect(code(await post(`/v1/meetings/${id}/open`, teacher))).toBe("meeting_state");
    const action = { id: crypto.randomUUID(), kind: "open", at: Date.now(), meetingId: id };
    const offline = await post("/v1/actions", teacher, { v: 1, uid: teacher.id, actions: [action] });
    expect(offline.body).toMatchObject({ outcomes: [{ st: "refused", code: "meeting_state" }] });
    const list = v.parse(LiveList, (await get(`/v1/meetings/${id}/list`, teacher)).body);
    expect(list.rows).toEqual([]);
    expect((await remove(`/v1/meetings/${id}/cancel`, teacher)).status).toBe(200);
    expect((await post(`/v1/meetings/${id}/open`, teacher)).status).toBe(200);
    expect(code(await post(`/v1/meetings/${id}/cancel`, teacher, { reason: "late" }))).toBe("meeting_state");
    expect(
      code(
        await post(`/v1/meetings/${id}/move`, teacher, {
          date: addDays(today(), 3),
          startsAt: "10:00",
          endsAt: "11:00",
          roomId: null,
        }),
      ),
    ).toBe("meeting_state");
  });

  it("moved back to its hour is as if it had never been moved", async () => {
    const course = await newCourse();
    await addSlot(course.id);
    const { id } = first(await meetingsOf(course.id));
    const move = (date: string) =>
      post(`/v1/meetings/${id}/move`, teacher, { date, startsAt: "10:00", endsAt: "12:00", roomId: null });
    expect((await move(addDays(soon(), 1))).body).toMatchObject({ movedFrom: expect.any(String) });
    expect((await move(soon())).body).toMatchObject({ movedFrom: null });
    const { db } = test.services;
    expect(await db.select().from(tables.slotException)).not.toContainEqual(
      expect.objectContaining({ kind: "moved", date: soon() }),
    );
    expect((await move(addDays(today(), -1))).status).toBe(400);
  });

  it("of two groups is open beside the other's, and never beside the whole course's", async () => {
    const course = await newCourse();
    const groupId = async (name: string) =>
      first(
        v
          .parse(Timetable, (await post(`/v1/courses/${course.id}/groups`, teacher, { name })).body)
          .groups.filter((group) => group.name === name),
      ).id;
    const [a, b] = [await groupId("A"), await groupId("B")];
    const planned = async (group: string | null) => {
      const span = {
        startsAt: new Date(Date.now() + 60_000).toISOString(),
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      };
      return v.parse(
        Meeting,
        (await post(`/v1/courses/${course.id}/meetings`, teacher, { ...span, groupId: group })).body,
      ).id;
    };
    const open = async (id: string) => (await post(`/v1/meetings/${id}/open`, teacher)).status;
    expect([await open(await planned(a)), await open(await planned(b))]).toEqual([200, 200]);
    expect([await open(await planned(a)), await open(await planned(null))]).toEqual([409, 409]);
    expect((await remove(`/v1/courses/${course.id}/groups/${a}`, teacher)).status).toBe(409);
  });
});

describe("a course that opens by itself", () => {
  const MINUTE_MS = 60_000;
  async function due(openBeforeMin: number | null, startsInMin: number, lastsMin = 60) {
    const course = await newCourse();
    const { policy } = course;
    await patch(`/v1/courses/${course.id}`, teacher, { policy: { ...policy, openBeforeMin } });
    const startsMs = Date.now() + startsInMin * MINUTE_MS;
    const body = {
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(startsMs + lastsMin * MINUTE_MS).toISOString(),
    };
    const { id } = v.parse(Meeting, (await post(`/v1/courses/${course.id}/meetings`, teacher, body)).body);
    const { db } = test.services;
    // planned long ago
    await db
      .update(tables.meeting)
      .set({ createdAt: new Date(startsMs - DAY_MS) })
      .where(eq(tables.meeting.id, id));
    return { id, startsMs };
  }
  const stored = async (id: string) => {
    const { db } = test.services;
    return first(await db.select().from(tables.meeting).where(eq(tables.meeting.id, id)));
  };

  it("opens each meeting once, as of when it was due, however many servers look at the same moment", async () => {
    const { id, startsMs } = await due(10, 5);
    const { db } = test.services;
    const opened = await Promise.all(Array.from({ length: 8 }, () => openByRule(db, id, new Date())));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await stored(id)).toMatchObject({
      openedAt: new Date(startsMs - 10 * MINUTE_MS),
      openedBy: null,
      closedAt: null,
    });
    await sweep(test.services, new Date());
    expect((await stored(id)).reopenedAt).toEqual(new Date(startsMs - 10 * MINUTE_MS));
  });

  it("opens none before its time, none by hand only, none that is cancelled, and none of which it missed the whole hour", async () => {
    const early = await due(10, 20);
    const byHand = await due(null, 5);
    const cancelled = await due(10, 5);
    await post(`/v1/meetings/${cancelled.id}/cancel`, teacher, { reason: "ill" });
    const missed = await due(10, -180);
    const running = await due(10, -30);
    await openDue(test.services, new Date());
    for (const { id } of [early, byHand, cancelled, missed]) expect((await stored(id)).openedAt).toBeNull();
    expect((await stored(running.id)).openedAt).toEqual(new Date(running.startsMs - 10 * MINUTE_MS));
  });

  it("closes it again by its rule", async () => {
    const { id, startsMs } = await due(5, -70);
    await openDue(test.services, new Date(startsMs + 65 * MINUTE_MS));
    await sweep(test.services, new Date(startsMs + 80 * MINUTE_MS));
    expect(await stored(id)).toMatchObject({
      closedItself: true,
      closedAt: new Date(startsMs + 75 * MINUTE_MS),
    });
  });
});

describe("who is expected", () => {
  it("is nobody before joining, after leaving, or of another group: not on the list, not absent at the close", async () => {
    const people = await Promise.all(
      ["In", "Other", "Later", "Earlier", "Guest"].map((name) => newPerson(test, "student", { name })),
    );
    const course = await newCourse(people);
    const ids = new Map(people.map((person) => [person.name, person.id]));
    for (const name of ["A", "B"]) await post(`/v1/courses/${course.id}/groups`, teacher, { name });
    const { groups } = v.parse(Timetable, (await get(`/v1/courses/${course.id}/timetable`, teacher)).body);
    const groupId = (name: string) => first(groups.filter((group) => group.name === name)).id;
    const change = async (name: string, body: object) => {
      const answer = await patch(`/v1/courses/${course.id}/roster/${ids.get(name)}`, teacher, body);
      return v.parse(Roster, answer.body).find((row) => row.name === name);
    };
    for (const name of ["In", "Later", "Earlier"]) await change(name, { groupId: groupId("A") });
    expect(await change("Other", { groupId: groupId("B") })).toMatchObject({ groupName: "B" });
    expect(await change("Later", { eligibleFrom: addDays(today(), 1) })).toMatchObject({
      groupName: "A",
      eligibleFrom: addDays(today(), 1),
    });
    await change("Earlier", { eligibleFrom: "2026-01-01", eligibleUntil: addDays(today(), -1) });
    expect(
      (
        await patch(`/v1/courses/${course.id}/roster/${ids.get("In")}`, teacher, {
          eligibleFrom: "2026-02-02",
          eligibleUntil: "2026-02-01",
        })
      ).status,
    ).toBe(400);

    const span = {
      startsAt: new Date(Date.now() + 1000).toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const { id } = v.parse(
      Meeting,
      (await post(`/v1/courses/${course.id}/meetings`, teacher, { ...span, groupId: groupId("A") })).body,
    );
    await post(`/v1/meetings/${id}/open`, teacher);
    const listed = async () =>
      v
        .parse(LiveList, (await get(`/v1/meetings/${id}/list`, teacher)).body)
        .rows.map(({ name, status }) => `${name} ${status}`);
    expect(await listed()).toEqual(["In expected"]);
    for (const [i, { name }] of people.entries()) {
      const mine = v.parse(StudentMeetings, (await get("/v1/me/meetings", people[i]!)).body);
      expect(mine.some((meeting) => meeting.id === id)).toBe(name === "In");
    }
    await post(`/v1/meetings/${id}/close`, teacher);
    expect(await listed()).toEqual(["In absent"]);
    const { db } = test.services;
    const absent = await db
      .select()
      .from(tables.mark)
      .where(and(eq(tables.mark.meetingId, id), eq(tables.mark.status, "absent")));
    expect(absent.map(({ userId }) => userId)).toEqual([ids.get("In")]);
  });
});

describe("one's own week", () => {
  it("has what one teaches and what one studies, of one's group, from Monday to Sunday by the university's clock", async () => {
    const [ana, bea] = students;
    if (!ana || !bea) throw new Error("no students");
    const course = await newCourse([ana, bea]);
    const grouped = v.parse(
      Timetable,
      (await post(`/v1/courses/${course.id}/groups`, teacher, { name: "A" })).body,
    );
    await patch(`/v1/courses/${course.id}/roster/${ana.id}`, teacher, { groupId: first(grouped.groups).id });
    await addSlot(course.id, {
      groupId: first(grouped.groups).id,
      weekday: 7,
      startsAt: "23:00",
      endsAt: "23:59",
    });
    await addSlot(course.id, { weekday: 1, startsAt: "00:00", endsAt: "01:00" });
    const week = async (as: Person, date: string) => {
      const { meetings, ...rest } = v.parse(Week, (await get(`/v1/me/week?date=${date}`, as)).body);
      return { ...rest, meetings: meetings.filter(({ courseId }) => courseId === course.id).map(wall) };
    };
    const both = [`${soon()} 00:00–01:00`, `${addDays(soon(), 6)} 23:00–23:59`];
    expect(await week(teacher, addDays(soon(), 3))).toEqual({
      timeZone: ZONE,
      from: soon(),
      today: today(),
      meetings: both,
    });
    expect((await week(ana, soon())).meetings).toEqual(both);
    expect((await week(bea, soon())).meetings).toEqual(both.slice(0, 1));
    expect((await get("/v1/me/week?date=2026-13-01", ana)).status).toBe(400);
  });
});
