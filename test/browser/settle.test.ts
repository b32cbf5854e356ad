import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LiveList, type Meeting } from "../../shared/api/course.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { classroom, until } from "../support/classroom.ts";
import { attended, crowd, type CrowdStudent } from "../support/crowd.ts";
import { login } from "../support/login.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { storedCheckIn } from "../support/stored.ts";

let server: TestServer;
let laptop: TestBrowser;
let page: Page;
let teacher: Person;
let meeting: Meeting;
let students: CrowdStudent[];

beforeAll(async () => {
  server = await startTestServer({ client: true });
});
afterAll(() => server?.close());

/** A class of sixty: 45 are in, 10 are missing, 3 are doubtful, 2 were marked differently by two teachers. */
beforeEach(async () => {
  const room = await classroom(server, []);
  ({ teacher, meeting } = room);
  const colleague = await newPerson(server, "teacher", { name: "Carla" });
  await ask(server.app, "POST", `/v1/courses/${room.course.id}/roster`, {
    as: teacher,
    body: { email: colleague.email, role: "teacher" },
  });
  students = await crowd(server, room.course.id, 60);
  await attended(server, meeting.id, students.slice(0, 45));
  for (const { id } of students.slice(45, 48)) {
    await storedCheckIn(server, { userId: id, meetingId: meeting.id, state: "review", code: "evidence" });
  }
  for (const { id: userId } of students.slice(48, 50)) {
    for (const [as, status] of [
      [teacher, "absent"],
      [colleague, "present"],
    ] as const) {
      const body = { userId, status, reason: "as I saw it", base: [] };
      await ask(server.app, "POST", `/v1/meetings/${meeting.id}/marks`, { as, body });
    }
  }
  laptop = await launchBrowser();
  page = laptop.page;
  await page.setViewportSize({ width: 1280, height: 800 });
  await login(laptop.context, server.url, teacher);
});
afterEach(() => laptop?.close());

const listOnServer = async () =>
  v.parse(LiveList, (await ask(server.app, "GET", `/v1/meetings/${meeting.id}/list`, { as: teacher })).body);
const tally = ({ rows }: LiveList) => {
  const counts: Record<string, number> = {};
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
/** Waits until the server has what the screen shows. */
const onServer = (wanted: Record<string, number>) =>
  until(async () => {
    const list = await listOnServer();
    return JSON.stringify(sorted(tally(list))) === JSON.stringify(sorted(wanted)) ? list : null;
  });
const sorted = (counts: Record<string, number>) =>
  Object.entries(counts).toSorted(([a], [b]) => a.localeCompare(b));
const left = (count: number) =>
  page
    .getByText(count === 0 ? "Nothing is open." : new RegExp(`^${count} questions? left$`))
    .first()
    .waitFor();

test("a class of sixty is settled by keyboard in a dozen keys, with the last of them taken back on the way", async () => {
  await page.goto(`${server.url}/meetings/${meeting.id}/settle`);
  await left(15);
  let keys = 0;
  const press = async (key: string) => {
    keys++;
    await page.keyboard.press(key);
  };
  // two on whom teachers differ, then three doubtful ones
  await press("p");
  await left(14);
  await press("a");
  await left(13);
  await press("p");
  await press("p");
  await press("l");
  await left(10);
  // the first of the missing was seen after all
  await press("ArrowDown");
  await press("p");
  await left(9);
  // all that remain, by mistake present: taken back in one stroke
  await press("Shift+P");
  await left(0);
  await press("u");
  await left(9);
  await press("Shift+A");
  await left(0);
  expect(keys).toBeLessThanOrEqual(12);
  const list = await onServer({ present: 49, late: 1, absent: 10 });
  expect(list.rows.filter(({ needsLook }) => needsLook)).toEqual([]);
  expect(list.rows.filter(({ words }) => words.length > 1)).toEqual([]);
});

test("it is settled with the network off, in any order of arrival, and is so on the server afterwards", async () => {
  await page.goto(`${server.url}/meetings/${meeting.id}`);
  await page.getByText("Live ·").waitFor();
  await laptop.context.setOffline(true);
  await page.getByRole("link", { name: /^Settle/ }).click();
  await left(15);
  await page.getByRole("button", { name: "Mark the 10 remaining absent" }).click();
  await left(5);
  await page.getByRole("button", { name: "Undo" }).click();
  await left(15);
  await page.getByRole("button", { name: "Mark the 10 remaining present" }).click();
  await left(5);
  await page.getByLabel("People in the room").fill("57");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByText("57 in the room, 57 marked as here. It fits.").waitFor();
  expect(tally(await listOnServer())).toEqual({ present: 47, expected: 13 });
  await laptop.context.setOffline(false);
  const list = await onServer({ present: 57, expected: 3 });
  await until(async () => ((await listOnServer()).headCount === 57 ? true : null));
  expect(list.rows.filter(({ needsLook }) => needsLook)).toHaveLength(5);
});

test("by touch each question has its four answers, and the meeting is closed from the same screen", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${server.url}/meetings/${meeting.id}/settle`);
  await left(15);
  const [doubtful] = students.slice(45, 48);
  await page.getByRole("button", { name: `Present: ${doubtful?.name}`, exact: true }).click();
  await left(14);
  await page.getByRole("button", { name: "Mark the 10 remaining absent" }).click();
  await left(4);
  await page.getByRole("button", { name: "Close the meeting" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close the meeting" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const closed = await until(async () => {
    const list = await listOnServer();
    return list.meeting.state === "closed" ? list : null;
  });
  // whoever is doubtful is nobody's absent before somebody has looked
  expect(tally(closed)).toEqual({ present: 48, absent: 10, expected: 2 });
});

test("a head count says what is off and what to do about it", async () => {
  await page.goto(`${server.url}/meetings/${meeting.id}`);
  await page.getByText("Live ·").waitFor();
  const count = async (people: string) => {
    await page.getByLabel("People in the room").fill(people);
    await page.getByRole("button", { name: "Compare" }).click();
  };
  await count("49");
  await page.getByText("2 people are there whom the list does not have").waitFor();
  await count("44");
  await page.getByText("3 people fewer than marked").waitFor();
  await page.reload();
  await page.getByText("3 people fewer than marked").waitFor();
  expect((await listOnServer()).headCount).toBe(44);
});
