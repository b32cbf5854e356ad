import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { planMeetings } from "../../server/jobs/timetable.ts";
import { Course, Meeting } from "../../shared/api/course.ts";
import { Rooms, Terms, Timetable, Week } from "../../shared/api/timetable.ts";
import { addDays } from "../../shared/dates.ts";
import { codeOf, type Person } from "../support/people.ts";
import { aSlot, first, planning, soon, today, wall, ZONE } from "../support/planning.ts";

const { on, addSlot, meetingsOf } = planning();
const { get, post, patch, remove, newCourse } = on;

describe("terms and rooms", () => {
  it("are the administrator's to make, each name once, and a course is planned in a term", async () => {
    const term = { name: "Autumn 2030", startsOn: "2030-09-02", endsOn: "2030-12-20" };
    const terms = v.parse(Terms, (await post("/v1/terms", on.administrator, term)).body);
    expect(codeOf(await post("/v1/terms", on.administrator, term))).toBe("name_taken");
    expect(
      (await post("/v1/terms", on.administrator, { ...term, name: "X", endsOn: "2030-09-01" })).status,
    ).toBe(400);
    expect(
      (await post("/v1/terms", on.administrator, { ...term, name: "X", startsOn: "2030-02-30" })).status,
    ).toBe(400);
    const { id } = first(terms.filter(({ name }) => name === term.name));
    const course = await newCourse([]);
    const changed = await patch(`/v1/courses/${course.id}`, on.teacher, { termId: id });
    expect(v.parse(Course, changed.body).term).toEqual({ id, name: term.name });
    expect(
      v.parse(Timetable, (await get(`/v1/courses/${course.id}/timetable`, on.teacher)).body).term,
    ).toEqual({
      id,
      ...term,
    });
    await remove(`/v1/terms/${id}`, on.administrator);
    expect(v.parse(Course, (await get(`/v1/courses/${course.id}`, on.teacher)).body).term).toBeNull();
    expect((await patch(`/v1/courses/${course.id}`, on.teacher, { termId: id })).status).toBe(400);
  });

  it("keep a room that is used", async () => {
    const rooms = v.parse(
      Rooms,
      (await post("/v1/rooms", on.administrator, { name: "Aula 1", seats: 60 })).body,
    );
    const { id } = first(rooms.filter(({ name }) => name === "Aula 1"));
    const course = await newCourse([]);
    const { slots } = await addSlot(course.id, { roomId: id });
    expect(first(slots)).toMatchObject({ room: "Aula 1", ahead: 4 });
    expect(codeOf(await remove(`/v1/rooms/${id}`, on.administrator))).toBe("in_use");
    expect((await remove(`/v1/courses/${course.id}/slots/${first(slots).id}`, on.teacher)).status).toBe(200);
    expect((await remove(`/v1/rooms/${id}`, on.administrator)).status).toBe(204);
  });
});

describe("a weekly slot", () => {
  it("has its meetings at once, at the university's hour, in its room and for its group", async () => {
    const course = await newCourse([first(on.students)]);
    const grouped = await post(`/v1/courses/${course.id}/groups`, on.teacher, { name: "A" });
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
    const course = await newCourse([]);
    const { slots } = await addSlot(course.id);
    const [opened, moved, cancelled, other] = await meetingsOf(course.id);
    if (!opened || !moved || !cancelled || !other) throw new Error("four meetings were wanted");
    await post(`/v1/meetings/${opened.id}/open`, on.teacher);
    const to = { date: addDays(soon(), 9), startsAt: "16:00", endsAt: "17:30", roomId: null };
    expect(
      v.parse(Meeting, (await post(`/v1/meetings/${moved.id}/move`, on.teacher, to)).body),
    ).toMatchObject({
      movedFrom: moved.startsAt,
    });
    await post(`/v1/meetings/${cancelled.id}/cancel`, on.teacher, { reason: "ill" });
    await patch(
      `/v1/courses/${course.id}/slots/${first(slots).id}`,
      on.teacher,
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
    await remove(`/v1/courses/${course.id}/slots/${first(slots).id}`, on.teacher);
    expect((await meetingsOf(course.id)).map(({ id }) => id)).toEqual([opened.id]);
  });

  it("planned again by eight servers at once changes nothing, and follows a new time zone", async () => {
    const course = await newCourse([]);
    await addSlot(course.id);
    const before = await meetingsOf(course.id);
    await Promise.all(Array.from({ length: 8 }, () => planMeetings(on.test.services, new Date())));
    expect(await meetingsOf(course.id)).toEqual(before);
    const { db, config } = on.test.services;
    await planMeetings({ db, config: { ...config, timeZone: "Atlantic/Canary" } }, new Date());
    const hourLater = before.map(({ startsAt }) => Date.parse(startsAt) + 3_600_000);
    expect((await meetingsOf(course.id)).map(({ startsAt }) => Date.parse(startsAt))).toEqual(hourLater);
    await planMeetings(on.test.services, new Date());
    expect((await meetingsOf(course.id)).map(({ startsAt }) => startsAt)).toEqual(
      before.map(({ startsAt }) => startsAt),
    );
  });

  it("is refused where it cannot be: an end before the start, a foreign group, no such date", async () => {
    const course = await newCourse([]);
    const other = await newCourse([]);
    const groups = await post(`/v1/courses/${other.id}/groups`, on.teacher, { name: "A" });
    const { id: groupId } = first(v.parse(Timetable, groups.body).groups);
    for (const wrong of [
      { endsAt: "10:00" },
      { groupId },
      { from: "2030-02-30" },
      { until: addDays(soon(), 900) },
      { weekday: 8 },
    ]) {
      expect((await post(`/v1/courses/${course.id}/slots`, on.teacher, aSlot(wrong))).status).toBe(400);
    }
    expect(await meetingsOf(course.id)).toEqual([]);
  });
});

describe("one's own week", () => {
  it("has what one teaches and what one studies, of one's group, from Monday to Sunday by the university's clock", async () => {
    const [ana, bea] = on.students;
    if (!ana || !bea) throw new Error("no students");
    const course = await newCourse([ana, bea]);
    const grouped = v.parse(
      Timetable,
      (await post(`/v1/courses/${course.id}/groups`, on.teacher, { name: "A" })).body,
    );
    await patch(`/v1/courses/${course.id}/roster/${ana.id}`, on.teacher, {
      groupId: first(grouped.groups).id,
    });
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
    expect(await week(on.teacher, addDays(soon(), 3))).toEqual({
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
