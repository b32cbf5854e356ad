import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Course, Meetings } from "../../../shared/api/course.ts";
import { addDays, dateIn, mondayOf, weekdayOf } from "../../../shared/dates.ts";
import { ask, newPerson, type Person } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { workbook } from "../../support/workbook.ts";

let server: TestServer;
let screens: Screens;
let page: Page;
let administrator: Person;
let teacher: Person;
let student: Person;
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const today = dateIn(new Date(), ZONE);
/** the Monday after next */
const soon = addDays(mondayOf(today), 14);

beforeAll(async () => {
  server = await startTestServer({ client: true });
  administrator = await newPerson(server, "administrator", { name: "Alba Ruiz" });
  teacher = await newPerson(server, "teacher", { name: "Tomás Vega" });
  student = await newPerson(server, "student", { name: "Ana Pérez" });
  screens = await openScreens(server.url);
  page = screens.page;
});
afterAll(async () => {
  await screens?.close();
  await server?.close();
});

const dialog = () => page.getByRole("dialog");
const gone = () => dialog().waitFor({ state: "detached" });
/** What axe finds once the remarks that fade have gone. */
async function violations() {
  await expect.poll(() => page.locator(".toast").count(), { timeout: 20_000 }).toBe(0);
  return screens.violations();
}
const post = (path: string, as: Person, body?: unknown) => ask(server.app, "POST", path, { as, body });
async function newCourse(name: string): Promise<Course> {
  const course = v.parse(Course, (await post("/v1/courses", teacher, { name, code: "MA-1" })).body);
  await post("/v1/courses/join", student, { joinCode: course.joinCode });
  return course;
}
const slot = (more: object = {}) => ({
  weekday: 1,
  startsAt: "10:00",
  endsAt: "12:00",
  from: soon,
  until: addDays(soon, 20),
  everyWeeks: 1,
  roomId: null,
  groupId: null,
  title: null,
  ...more,
});

describe.each([
  ["a laptop", { width: 1280, height: 800 }],
  ["a phone", { width: 360, height: 740 }],
] as const)("on %s", (device, size) => {
  test("a term and a room are made, a course gets its weekly hour, and its meetings appear", async () => {
    await page.setViewportSize(size);
    // a second try makes others
    const tag = crypto.randomUUID().slice(0, 4);
    const [term, room] = [`Autumn ${tag}`, `Aula ${tag}`];
    await screens.become(administrator);
    await screens.visit("/terms");
    await page.getByRole("button", { name: "Add a term" }).click();
    await dialog().getByLabel("Name").fill(term);
    await dialog().getByLabel("First day").fill(soon);
    await dialog().getByLabel("Last day").fill(addDays(soon, 20));
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: "Save" }).click();
    await gone();
    await page.getByRole("button", { name: "Add a room" }).click();
    await dialog().getByLabel("Name").fill(room);
    await dialog().getByRole("button", { name: "Save" }).click();
    await gone();
    await page.getByText(room).waitFor();
    expect(await violations()).toEqual([]);

    const course = await newCourse(`Algebra on ${device}`);
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    await page.getByRole("combobox", { name: "Term" }).selectOption({ label: term });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "Add a group" }).click();
    await dialog().getByLabel("Name of the group").fill("A");
    await dialog().getByRole("button", { name: "Save" }).click();
    await gone();
    await page.getByRole("button", { name: "Add a weekly hour" }).click();
    // the term's dates are there already
    expect(await dialog().getByLabel("First date").inputValue()).toBe(soon);
    await dialog().getByLabel("Day").selectOption({ label: "Monday" });
    await dialog().getByLabel("Room").selectOption({ label: room });
    await dialog().getByLabel("To", { exact: true }).fill("09:00");
    await dialog().getByRole("button", { name: "Save" }).click();
    // it ends before it starts: nothing is sent, and the field says so
    await dialog().getByRole("alert").waitFor();
    await dialog().getByLabel("To", { exact: true }).fill("11:30");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: "Save" }).click();
    await gone();
    await page.getByText("3 meetings to come").first().waitFor();
    expect(await violations()).toEqual([]);
    await screens.visit(`/courses/${course.id}`);
    await page.getByText(room).first().waitFor();
    expect(await page.getByRole("button", { name: /^Move or cancel/ }).count()).toBe(3);
  });

  test("a meeting is moved, another cancelled: both stand in the student's week", async () => {
    await page.setViewportSize(size);
    const course = await newCourse(`Logic on ${device}`);
    await post(`/v1/courses/${course.id}/slots`, teacher, slot());
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}`);
    const change = page.getByRole("button", { name: /^Move or cancel/ });
    await change.first().click();
    await dialog().getByLabel("Date").fill(addDays(soon, 2));
    await dialog().getByLabel("From", { exact: true }).fill("16:00");
    await dialog().getByLabel("To", { exact: true }).fill("17:30");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: "Move", exact: true }).click();
    await gone();
    await page.getByText(/Moved from/).waitFor();
    await change.nth(1).click();
    await dialog().getByLabel("Reason").fill("a strike");
    await dialog().getByRole("button", { name: "Cancel the meeting" }).click();
    await gone();
    await page.getByText("a strike").waitFor();
    expect(await violations()).toEqual([]);
    const read = await ask(server.app, "GET", `/v1/courses/${course.id}/meetings`, { as: teacher });
    const meetings = v.parse(Meetings, read.body);
    expect(meetings.filter(({ cancelledAt }) => cancelledAt)).toHaveLength(1);
    expect(meetings.filter(({ movedFrom }) => movedFrom)).toHaveLength(1);

    await screens.become(student);
    await screens.visit("/week");
    const next = page.getByRole("button", { name: "The week after" });
    await next.click();
    await next.click();
    const moved = page.locator(".week-hour", { hasText: `Logic on ${device}` });
    await moved.filter({ hasText: "Moved" }).filter({ hasText: "16:00" }).waitFor();
    await next.click();
    await page
      .locator(".week-cancelled", { hasText: "a strike" })
      .filter({ hasText: `Logic on ${device}` })
      .waitFor();
    expect(await violations()).toEqual([]);
  });

  test("a roster is imported: first a file with errors, then the right one", async () => {
    await page.setViewportSize(size);
    const course = await newCourse(`Rhetoric on ${device}`);
    const tag = crypto.randomUUID().slice(0, 8);
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=roster`);
    await page.getByRole("link", { name: "Import from a file" }).click();
    const choose = (name: string, file: Uint8Array | string) =>
      page
        .locator("input[type=file]")
        .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(file) });
    await choose("notes.csv", Uint8Array.from([0, 1, 2, 3, 0, 5]));
    await page.getByText("This file is neither a CSV text nor an Excel workbook").waitFor();
    await choose(
      "wrong.csv",
      `Apellidos;Nombre;Correo;Grupo\nNúñez;Inés;ines-${tag}@example.edu;A\nRoca;Pau;no address;B\n`,
    );
    await page.getByRole("heading", { name: "1 row is wrong" }).waitFor();
    await page.getByText("This is no e-mail address.").waitFor();
    expect(await page.getByRole("button", { name: /^Take over/ }).count()).toBe(0);
    expect(await violations()).toEqual([]);
    const right = workbook([
      ["Surname", "Code", "First name", "Mail"],
      ["Núñez", "A", "Inés", `ines-${tag}@example.edu`],
      ["Roca", "B", "Pau", `pau-${tag}@example.edu`],
    ]);
    await choose("right.xlsx", right);
    await page.getByText("have no account yet", { exact: false }).waitFor();
    // the server could not guess this one
    await page.getByLabel("Code", { exact: true }).selectOption({ label: "Group" });
    await page.getByText("New groups: A, B").waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: "Take over 2 changes" }).click();
    await page.getByText("The roster is up to date: 2 changes.").waitFor();
    await page.getByRole("link", { name: "To the roster" }).last().click();
    await page.getByText("Inés Núñez").waitFor();
    expect(await page.getByText("No account yet").count()).toBe(2);
    await page.getByRole("button", { name: "Group and dates: Inés Núñez" }).click();
    await dialog().getByLabel("Counts from").fill(today);
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: "Save" }).click();
    await gone();
    expect(await violations()).toEqual([]);
  });

  test("whoever a file has put on a roster registers with the course's code", async () => {
    await page.setViewportSize(size);
    const course = await newCourse(`Greek on ${device}`);
    const email = `leo-${crypto.randomUUID()}@example.edu`;
    const plan = encodeURIComponent(JSON.stringify({ dryRun: false }));
    const body = Buffer.from(`name,email\nLeo Marín,${email}\n`);
    await ask(server.app, "POST", `/v1/courses/${course.id}/roster/import?plan=${plan}`, {
      as: teacher,
      body,
    });
    await screens.become(null);
    await screens.visit("/register");
    await page.getByLabel("Your name").fill("Leo");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByLabel("Join code of the course").fill(course.joinCode ?? "");
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/today");
  });

  test("a teacher opens today's meeting from the week", async () => {
    await page.setViewportSize(size);
    const course = await newCourse(`Physics on ${device}`);
    await post(
      `/v1/courses/${course.id}/slots`,
      teacher,
      slot({ weekday: weekdayOf(today), startsAt: "00:00", endsAt: "23:59", from: today, until: today }),
    );
    await screens.become(teacher);
    await screens.visit("/week");
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: new RegExp(`^Open: Physics on ${device}`) }).click();
    await page.waitForURL("**/meetings/*");
    await screens.visit("/week");
    await page.getByRole("link", { name: new RegExp(`^Watch: Physics on ${device}`) }).waitFor();
    // an assistant, whose account is a student's, watches it too
    const assistant = await newPerson(server, "student", { name: "Iván Gil" });
    await post(`/v1/courses/${course.id}/roster`, teacher, { email: assistant.email, role: "assistant" });
    await screens.become(assistant);
    await screens.visit("/week");
    await page.getByRole("link", { name: new RegExp(`^Watch: Physics on ${device}`) }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText("Ana Pérez").first().waitFor();
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    await page.getByRole("button", { name: "Add a weekly hour" }).waitFor();
    await screens.become(teacher);
    await screens.visit("/week");
    await page.getByRole("button", { name: "In my calendar" }).click();
    await dialog()
      .getByRole("button", { name: /^(Get an address|New address)$/ })
      .click();
    const address = await dialog().getByLabel("Address for the calendar program").inputValue();
    expect((await fetch(address)).headers.get("content-type")).toContain("text/calendar");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: "Revoke it" }).click();
    await expect.poll(async () => (await fetch(address)).status).toBe(404);
  });
});
