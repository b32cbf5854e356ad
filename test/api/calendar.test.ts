import ICAL from "ical.js";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Course, type Meeting, Meetings } from "../../shared/api/course.ts";
import { CalendarFeed, CalendarFeedCreated } from "../../shared/api/timetable.ts";
import { addDays, dateIn, mondayOf } from "../../shared/dates.ts";
import { toCalendar } from "../../server/exports/calendar.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const ZONE = "Europe/Madrid";
let test: TestServices;
let teacher: Person;
let student: Person;
beforeAll(async () => {
  test = await createTestServices({ config: { timeZone: ZONE } });
  teacher = await newPerson(test, "teacher");
  student = await newPerson(test, "student", { language: "es" });
});
afterAll(() => test.close());

const post = (path: string, as: Person, body?: unknown) => ask(test.app, "POST", path, { as, body });
const fetched = (path: string, as?: Person) => ask(test.app, "GET", path, as ? { as } : {});
const soon = addDays(mondayOf(dateIn(new Date(), ZONE)), 14);

/** The events as another program reads them. */
function eventsOf(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      starts: event.startDate.toJSDate().toISOString(),
      zone: event.startDate.zone.tzid,
      ends: event.endDate.toJSDate().toISOString(),
      summary: event.summary,
      location: event.location,
      description: event.description,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
    };
  });
}
/** RFC 5545, 3.1: lines end in CRLF and have at most 75 octets; nothing else breaks a line. */
function expectLines(text: string) {
  expect(text.endsWith("\r\n")).toBe(true);
  const lines = text.slice(0, -2).split("\r\n");
  for (const line of lines) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\r\n]/);
  }
  const names = lines
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => /^[A-Z-]+(?=[:;])/.exec(line)?.[0]);
  expect(names).not.toContain(undefined);
  return names;
}

async function newCourse(name: string): Promise<{ id: string; meetings: () => Promise<Meeting[]> }> {
  const course = v.parse(Course, (await post("/v1/courses", teacher, { name })).body);
  await post("/v1/courses/join", student, { joinCode: course.joinCode });
  const slot = {
    weekday: 1,
    startsAt: "10:00",
    endsAt: "12:00",
    from: soon,
    until: addDays(soon, 13),
    everyWeeks: 1,
    roomId: null,
    groupId: null,
    title: null,
  };
  await post(`/v1/courses/${course.id}/slots`, teacher, slot);
  const meetings = async () =>
    v
      .parse(Meetings, (await fetched(`/v1/courses/${course.id}/meetings`, teacher)).body)
      .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  return { id: course.id, meetings };
}
const text = (answer: { body: unknown }) => v.parse(v.string(), answer.body);

describe("a course's calendar", () => {
  it("is read by another program as it stands in the timetable, also after a move and a cancellation", async () => {
    const course = await newCourse("Álgebra; líneas, \\ y 😀 ".repeat(4).trim());
    const path = `/v1/courses/${course.id}/calendar.ics`;
    const before = await fetched(path, student);
    expect(before.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expectLines(text(before));
    const planned = await course.meetings();
    expect(eventsOf(text(before))).toEqual(
      planned.map(({ id, courseName, startsAt, endsAt }) => ({
        uid: `${id}@presente`,
        starts: startsAt,
        ends: endsAt,
        zone: "UTC",
        summary: courseName,
        location: null,
        description: null,
        sequence: 0,
        status: "CONFIRMED",
      })),
    );
    expect(text(await fetched(path, student))).toBe(text(before));

    const [one, two] = planned;
    await post(`/v1/meetings/${one!.id}/cancel`, teacher, { reason: "enfermo, lo siento" });
    await post(`/v1/meetings/${two!.id}/move`, teacher, {
      date: addDays(soon, 9),
      startsAt: "16:00",
      endsAt: "17:00",
      roomId: null,
    });
    const after = eventsOf(text(await fetched(path, student)));
    expect(after[0]).toMatchObject({
      uid: `${one!.id}@presente`,
      status: "CANCELLED",
      sequence: 1,
      description: "enfermo, lo siento",
    });
    expect(after[0]?.summary).toMatch(/^Cancelada: /);
    expect(after[1]).toMatchObject({ uid: `${two!.id}@presente`, status: "CONFIRMED", sequence: 1 });
    expect(after[1]?.starts).toBe((await course.meetings())[1]!.startsAt);
  });

  it("takes names that look like properties for names", () => {
    const nasty = "Algebra\r\nEND:VEVENT\nATTACH:http://evil.example\u2028X:1";
    const at = new Date("2026-11-23T09:00:00Z");
    const meeting = {
      id: "m",
      title: nasty,
      startsAt: at,
      endsAt: at,
      roomName: nasty,
      groupName: null,
      cancelledAt: at,
      cancelReason: nasty,
      revision: 3,
      revisedAt: at,
    };
    const written = toCalendar(nasty, [{ meeting, courseName: nasty }], "en");
    expect(expectLines(written)).not.toContain("ATTACH");
    const [event, ...others] = eventsOf(written);
    expect(others).toEqual([]);
    expect(event?.location).toBe("Algebra END:VEVENT ATTACH:http://evil.example X:1");
  });
});

describe("a subscription", () => {
  it("is an address that needs no sign-in, of which the hash is kept, and which ends when it is revoked or renewed", async () => {
    const course = await newCourse("Logic");
    const ids = (await course.meetings()).map(({ id }) => `${id}@presente`);
    expect(v.parse(CalendarFeed, (await fetched("/v1/me/calendar", student)).body)).toEqual({
      createdAt: null,
    });
    const subscribe = async () =>
      v.parse(CalendarFeedCreated, (await post("/v1/me/calendar", student)).body).path;
    const old = await subscribe();
    expect(eventsOf(text(await fetched(old))).map(({ uid }) => uid)).toEqual(expect.arrayContaining(ids));
    expect(text(await fetched(old))).toBe(text(await fetched("/v1/me/calendar.ics", student)));
    const [kept] = await test.services.sql<
      { all: string }[]
    >`select string_agg(f::text, ' ') as all from calendar_feed f`;
    expect(kept?.all).not.toContain(old.slice("/v1/calendar/".length, -4));

    const renewed = await subscribe();
    expect((await fetched(old)).status).toBe(404);
    expect((await fetched(renewed)).status).toBe(200);
    expect((await ask(test.app, "DELETE", "/v1/me/calendar", { as: student })).status).toBe(204);
    expect((await fetched(renewed)).status).toBe(404);
    expect(v.parse(CalendarFeed, (await fetched("/v1/me/calendar", student)).body)).toEqual({
      createdAt: null,
    });
  });
});
