import { and, eq } from "drizzle-orm";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { openDue } from "../../server/jobs/timetable.ts";
import { sweep } from "../../server/jobs/workers.ts";
import { openByRule } from "../../server/queries/meeting-changes.ts";
import { LiveList, Meeting, StudentMeetings } from "../../shared/api/course.ts";
import { Roster } from "../../shared/api/roster.ts";
import { Timetable } from "../../shared/api/timetable.ts";
import { addDays } from "../../shared/dates.ts";
import { codeOf, newPerson } from "../support/people.ts";
import { first, planning, soon, today } from "../support/planning.ts";

const DAY_MS = 86_400_000;

const { on, addSlot, meetingsOf } = planning();
const { get, post, patch, remove, newCourse } = on;

describe("a planned meeting", () => {
  it("that is cancelled is opened by nobody, is shown to its students with the reason, and may be restored", async () => {
    const [ana] = on.students;
    if (!ana) throw new Error("no student");
    const course = await newCourse([ana]);
    const startsAt = new Date(Date.now() + DAY_MS).toISOString();
    const endsAt = new Date(Date.now() + DAY_MS + 3_600_000).toISOString();
    const planned = await post(`/v1/courses/${course.id}/meetings`, on.teacher, { startsAt, endsAt });
    const { id } = v.parse(Meeting, planned.body);
    const mine = async () =>
      v.parse(StudentMeetings, (await get("/v1/me/meetings", ana)).body).find((meeting) => meeting.id === id);
    expect(await mine()).toMatchObject({ cancelledAt: null });
    await post(`/v1/meetings/${id}/cancel`, on.teacher, { reason: "the teacher is ill" });
    expect(await mine()).toMatchObject({ cancelReason: "the teacher is ill", status: "expected" });
    expect(codeOf(await post(`/v1/meetings/${id}/open`, on.teacher))).toBe("meeting_state");
    const action = { id: crypto.randomUUID(), kind: "open", at: Date.now(), meetingId: id };
    const offline = await post("/v1/actions", on.teacher, { v: 1, uid: on.teacher.id, actions: [action] });
    expect(offline.body).toMatchObject({ outcomes: [{ st: "refused", code: "meeting_state" }] });
    const list = v.parse(LiveList, (await get(`/v1/meetings/${id}/list`, on.teacher)).body);
    expect(list.rows).toEqual([]);
    expect((await remove(`/v1/meetings/${id}/cancel`, on.teacher)).status).toBe(200);
    expect((await post(`/v1/meetings/${id}/open`, on.teacher)).status).toBe(200);
    expect(codeOf(await post(`/v1/meetings/${id}/cancel`, on.teacher, { reason: "late" }))).toBe(
      "meeting_state",
    );
    expect(
      codeOf(
        await post(`/v1/meetings/${id}/move`, on.teacher, {
          date: addDays(today(), 3),
          startsAt: "10:00",
          endsAt: "11:00",
          roomId: null,
        }),
      ),
    ).toBe("meeting_state");
  });

  it("moved back to its hour is as if it had never been moved", async () => {
    const course = await newCourse([]);
    await addSlot(course.id);
    const { id } = first(await meetingsOf(course.id));
    const move = (date: string) =>
      post(`/v1/meetings/${id}/move`, on.teacher, { date, startsAt: "10:00", endsAt: "12:00", roomId: null });
    expect((await move(addDays(soon(), 1))).body).toMatchObject({ movedFrom: expect.any(String) });
    expect((await move(soon())).body).toMatchObject({ movedFrom: null });
    const { db } = on.test.services;
    expect(await db.select().from(tables.slotException)).not.toContainEqual(
      expect.objectContaining({ kind: "moved", date: soon() }),
    );
    expect((await move(addDays(today(), -1))).status).toBe(400);
  });

  it("of two groups is open beside the other's, and never beside the whole course's", async () => {
    const course = await newCourse([]);
    const groupId = async (name: string) =>
      first(
        v
          .parse(Timetable, (await post(`/v1/courses/${course.id}/groups`, on.teacher, { name })).body)
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
        (await post(`/v1/courses/${course.id}/meetings`, on.teacher, { ...span, groupId: group })).body,
      ).id;
    };
    const open = async (id: string) => (await post(`/v1/meetings/${id}/open`, on.teacher)).status;
    expect([await open(await planned(a)), await open(await planned(b))]).toEqual([200, 200]);
    expect([await open(await planned(a)), await open(await planned(null))]).toEqual([409, 409]);
    expect((await remove(`/v1/courses/${course.id}/groups/${a}`, on.teacher)).status).toBe(409);
  });
});

describe("a course that opens by itself", () => {
  const MINUTE_MS = 60_000;
  async function due(openBeforeMin: number | null, startsInMin: number, lastsMin = 60) {
    const course = await newCourse([]);
    const { policy } = course;
    await patch(`/v1/courses/${course.id}`, on.teacher, { policy: { ...policy, openBeforeMin } });
    const startsMs = Date.now() + startsInMin * MINUTE_MS;
    const body = {
      startsAt: new Date(startsMs).toISOString(),
      endsAt: new Date(startsMs + lastsMin * MINUTE_MS).toISOString(),
    };
    const { id } = v.parse(Meeting, (await post(`/v1/courses/${course.id}/meetings`, on.teacher, body)).body);
    const { db } = on.test.services;
    // planned long ago
    await db
      .update(tables.meeting)
      .set({ createdAt: new Date(startsMs - DAY_MS) })
      .where(eq(tables.meeting.id, id));
    return { id, startsMs };
  }
  const stored = async (id: string) => {
    const { db } = on.test.services;
    return first(await db.select().from(tables.meeting).where(eq(tables.meeting.id, id)));
  };

  it("opens each meeting once, as of when it was due, however many servers look at the same moment", async () => {
    const { id, startsMs } = await due(10, 5);
    const { db } = on.test.services;
    const opened = await Promise.all(Array.from({ length: 8 }, () => openByRule(db, id, new Date())));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await stored(id)).toMatchObject({
      openedAt: new Date(startsMs - 10 * MINUTE_MS),
      openedBy: null,
      closedAt: null,
    });
    await sweep(on.test.services, new Date());
    expect((await stored(id)).reopenedAt).toEqual(new Date(startsMs - 10 * MINUTE_MS));
  });

  it("opens none before its time, none by hand only, none that is cancelled, and none of which it missed the whole hour", async () => {
    const early = await due(10, 20);
    const byHand = await due(null, 5);
    const cancelled = await due(10, 5);
    await post(`/v1/meetings/${cancelled.id}/cancel`, on.teacher, { reason: "ill" });
    const missed = await due(10, -180);
    const running = await due(10, -30);
    await openDue(on.test.services, new Date());
    for (const { id } of [early, byHand, cancelled, missed]) expect((await stored(id)).openedAt).toBeNull();
    expect((await stored(running.id)).openedAt).toEqual(new Date(running.startsMs - 10 * MINUTE_MS));
  });

  it("closes it again by its rule", async () => {
    const { id, startsMs } = await due(5, -70);
    await openDue(on.test.services, new Date(startsMs + 65 * MINUTE_MS));
    await sweep(on.test.services, new Date(startsMs + 80 * MINUTE_MS));
    expect(await stored(id)).toMatchObject({
      closedItself: true,
      closedAt: new Date(startsMs + 75 * MINUTE_MS),
    });
  });
});

describe("who is expected", () => {
  it("is nobody before joining, after leaving, or of another group: not on the list, not absent at the close", async () => {
    const people = await Promise.all(
      ["In", "Other", "Later", "Earlier", "Guest"].map((name) => newPerson(on.test, "student", { name })),
    );
    const course = await newCourse(people);
    const ids = new Map(people.map((person) => [person.name, person.id]));
    for (const name of ["A", "B"]) await post(`/v1/courses/${course.id}/groups`, on.teacher, { name });
    const { groups } = v.parse(Timetable, (await get(`/v1/courses/${course.id}/timetable`, on.teacher)).body);
    const groupId = (name: string) => first(groups.filter((group) => group.name === name)).id;
    const change = async (name: string, body: object) => {
      const answer = await patch(`/v1/courses/${course.id}/roster/${ids.get(name)}`, on.teacher, body);
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
        await patch(`/v1/courses/${course.id}/roster/${ids.get("In")}`, on.teacher, {
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
      (await post(`/v1/courses/${course.id}/meetings`, on.teacher, { ...span, groupId: groupId("A") })).body,
    );
    await post(`/v1/meetings/${id}/open`, on.teacher);
    const listed = async () =>
      v
        .parse(LiveList, (await get(`/v1/meetings/${id}/list`, on.teacher)).body)
        .rows.map(({ name, status }) => `${name} ${status}`);
    expect(await listed()).toEqual(["In expected"]);
    for (const [i, { name }] of people.entries()) {
      const mine = v.parse(StudentMeetings, (await get("/v1/me/meetings", people[i]!)).body);
      expect(mine.some((meeting) => meeting.id === id)).toBe(name === "In");
    }
    await post(`/v1/meetings/${id}/close`, on.teacher);
    expect(await listed()).toEqual(["In absent"]);
    const { db } = on.test.services;
    const absent = await db
      .select()
      .from(tables.mark)
      .where(and(eq(tables.mark.meetingId, id), eq(tables.mark.status, "absent")));
    expect(absent.map(({ userId }) => userId)).toEqual([ids.get("In")]);
  });
});
