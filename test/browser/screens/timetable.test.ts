import { join } from "node:path";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../../../client/i18n/en.ts";
import { es } from "../../../client/i18n/es.ts";
import { Course, Meetings } from "../../../shared/api/course.ts";
import { Rooms } from "../../../shared/api/timetable.ts";
import { addDays, dateIn, instantOf, mondayOf, weekdayOf } from "../../../shared/dates.ts";
import { PROBLEMS } from "../../../shared/errors.ts";
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
const violations = () => screens.violations();
/** The date and the time of day of a datetime-local field. */
const wallParts = (value: string): [string, string] => [value.slice(0, 10), value.slice(11, 16)];
const SHOTS = process.env["SCREENSHOTS"];
const shot = async (name: string) => {
  const width = page.viewportSize()?.width ?? 0;
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `timetable-${name}-${width}.png`), fullPage: true });
};
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

/** both widths, and both languages: each journey once in each */
describe.each([
  ["a laptop", { width: 1280, height: 800 }, "en"],
  ["a phone", { width: 360, height: 740 }, "es"],
] as const)("on %s", (device, size, language) => {
  const words = { en, es }[language];
  const t = words.timetable;
  /** what begins with a text of the catalogue */
  const starting = (text: string) => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
  beforeAll(async () => {
    // the server refuses in the language of the account
    for (const as of [administrator, teacher, student])
      await ask(server.app, "PATCH", "/v1/account", { as, body: { language } });
    await screens.become(null);
    await page.evaluate((chosen) => localStorage.setItem("presente.language", chosen), language);
  });

  test("a term and a room are made, a course gets its weekly hour, and its meetings appear", async () => {
    await page.setViewportSize(size);
    // a second try makes others
    const tag = crypto.randomUUID().slice(0, 4);
    const [term, room] = [`Autumn ${tag}`, `Aula ${tag}`];
    await screens.become(administrator);
    await screens.visit("/terms");
    await page.getByRole("button", { name: t.terms.addTerm }).click();
    await dialog().getByLabel(t.terms.name.label).fill(term);
    await dialog().getByLabel(t.terms.startsOn.label).fill(soon);
    await dialog().getByLabel(t.terms.endsOn.label).fill(addDays(soon, 20));
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByRole("button", { name: t.terms.addRoom }).click();
    await dialog().getByLabel(t.terms.name.label).fill(room);
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByText(room).waitFor();
    expect(await violations()).toEqual([]);

    const course = await newCourse(`Algebra on ${device}`);
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    await page.getByRole("combobox", { name: t.course.term.label }).selectOption({ label: term });
    await page.getByRole("button", { name: t.course.save }).click();
    await page.getByText(words.common.saved).first().waitFor();
    await page.getByRole("button", { name: t.course.addGroup }).click();
    await dialog().getByLabel(t.course.groupName.label).fill("A");
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByRole("button", { name: t.course.add }).click();
    // the term's dates are there already
    expect(await dialog().getByLabel(t.course.from.label).inputValue()).toBe(soon);
    await dialog()
      .getByLabel(t.course.weekday.label)
      .selectOption({ label: t.weekdays[0] ?? "" });
    await dialog().getByLabel(t.course.roomId.label).selectOption({ label: room });
    await dialog().getByLabel(t.course.endsAt.label, { exact: true }).fill("09:00");
    await dialog().getByRole("button", { name: t.course.save }).click();
    // it ends before it starts: nothing is sent, and the field says so
    await dialog().getByRole("alert").waitFor();
    await dialog().getByLabel(t.course.endsAt.label, { exact: true }).fill("11:30");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByText(t.course.ahead(3)).first().waitFor();
    expect(await violations()).toEqual([]);
    // another course has the room and its teacher at that hour: both are told, neither is refused
    const rooms = v.parse(Rooms, (await ask(server.app, "GET", "/v1/rooms", { as: teacher })).body);
    const roomId = rooms.find(({ name }) => name === room)?.id ?? null;
    const other = await newCourse(`Chess on ${device}`);
    await post(
      `/v1/courses/${other.id}/slots`,
      teacher,
      slot({ startsAt: "11:00", endsAt: "12:00", roomId }),
    );
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    for (const clash of [
      t.course.clash.room(room, `Chess on ${device}`),
      t.course.clash.teacher("Tomás Vega", `Chess on ${device}`),
    ])
      await page.getByText(clash).waitFor();
    expect(await violations()).toEqual([]);
    await shot("clash");
    await screens.visit(`/courses/${course.id}`);
    await page.getByText(t.course.clashTitle).waitFor();
    await page.getByText(room).first().waitFor();
    expect(await page.getByRole("button", { name: starting(t.meetings.change) }).count()).toBe(3);
  });

  test("an extra meeting is planned on the university's clock, wherever the device is", async () => {
    await page.setViewportSize(size);
    const course = await newCourse(`Optics on ${device}`);
    const far = ZONE === "Pacific/Auckland" ? "America/Bogota" : "Pacific/Auckland";
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setTimezoneOverride", { timezoneId: far });
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}`);
    await page.getByRole("button", { name: words.teach.course.plan }).click();
    await dialog().getByText(t.zone(ZONE)).waitFor();
    const starts = dialog().getByLabel(words.teach.course.starts.label);
    // the next full hour, there
    const inAnHour = instantOf(...(await starts.inputValue().then(wallParts)), ZONE).getTime() - Date.now();
    expect(inAnHour).toBeGreaterThan(-5 * 60_000);
    expect(inAnHour).toBeLessThanOrEqual(60 * 60_000);
    await starts.fill(`${soon}T10:00`);
    await dialog().getByLabel(words.teach.course.ends.label).fill(`${soon}T11:30`);
    expect(await violations()).toEqual([]);
    await shot("plan");
    await dialog().getByRole("button", { name: words.teach.course.planSubmit }).click();
    await gone();
    // and the list tells the same times, and whose they are
    await page.getByRole("link", { name: /10:00.*11:30/ }).waitFor();
    await page.getByText(t.zone(ZONE)).waitFor();
    const read = await ask(server.app, "GET", `/v1/courses/${course.id}/meetings`, { as: teacher });
    expect(v.parse(Meetings, read.body)).toMatchObject([
      {
        startsAt: instantOf(soon, "10:00", ZONE).toISOString(),
        endsAt: instantOf(soon, "11:30", ZONE).toISOString(),
      },
    ]);
    // so does the student's day
    const tomorrow = addDays(today, 1);
    await post(`/v1/courses/${course.id}/meetings`, teacher, {
      startsAt: instantOf(tomorrow, "10:00", ZONE).toISOString(),
      endsAt: instantOf(tomorrow, "11:30", ZONE).toISOString(),
    });
    await screens.become(student);
    await screens.visit("/today");
    const here = page.locator("main .item, main article").filter({ hasText: `Optics on ${device}` });
    await here
      .getByText(/10:00.*11:30/)
      .first()
      .waitFor();
    await page.getByText(t.zone(ZONE)).waitFor();
    expect(await violations()).toEqual([]);
    await shot("student-elsewhere");
    await session.send("Emulation.setTimezoneOverride", { timezoneId: "" });
    await session.detach();
  });

  test("a meeting is moved, another cancelled: both stand in the student's week", async () => {
    await page.setViewportSize(size);
    const course = await newCourse(`Logic on ${device}`);
    await post(`/v1/courses/${course.id}/slots`, teacher, slot());
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}`);
    const change = page.getByRole("button", { name: starting(t.meetings.change) });
    await change.first().click();
    await dialog().getByLabel(t.meetings.date.label).fill(addDays(soon, 2));
    await dialog().getByLabel(t.course.startsAt.label, { exact: true }).fill("16:00");
    await dialog().getByLabel(t.course.endsAt.label, { exact: true }).fill("17:30");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.meetings.move, exact: true }).click();
    await gone();
    await page.getByText(t.movedFrom("")).waitFor();
    await change.nth(1).click();
    await dialog().getByLabel(t.meetings.reason.label).fill("a strike");
    await dialog().getByRole("button", { name: t.meetings.cancel }).click();
    await gone();
    await page.getByText("a strike").waitFor();
    expect(await violations()).toEqual([]);
    const read = await ask(server.app, "GET", `/v1/courses/${course.id}/meetings`, { as: teacher });
    const meetings = v.parse(Meetings, read.body);
    expect(meetings.filter(({ cancelledAt }) => cancelledAt)).toHaveLength(1);
    expect(meetings.filter(({ movedFrom }) => movedFrom)).toHaveLength(1);

    await screens.become(student);
    await screens.visit("/week");
    const next = page.getByRole("button", { name: t.week.next });
    await next.click();
    await next.click();
    const moved = page.locator(".week-hour", { hasText: `Logic on ${device}` });
    await moved.filter({ hasText: t.moved }).filter({ hasText: "16:00" }).waitFor();
    await next.click();
    // others are at that hour, too: on a laptop they share a place, which opens their list; on a phone they stand below each other
    const wide = device === "a laptop";
    const together = page.getByRole("button", { name: `Logic on ${device}` });
    await expect.poll(() => together.count()).toBe(wide ? 1 : 0);
    await page.getByText(`Logic on ${device}`).first().waitFor();
    expect(await violations()).toEqual([]);
    await shot("together");
    const list = wide ? dialog() : page;
    if (wide) await together.press("Enter");
    await list
      .locator(".week-cancelled", { hasText: "a strike" })
      .filter({ hasText: `Logic on ${device}` })
      .waitFor();
    await list.getByText(`Algebra on ${device}`).waitFor();
    expect(await violations()).toEqual([]);
    await shot("together-open");
    await page.keyboard.press("Escape");
    await gone();
    expect(await together.evaluateAll((found) => found.map((one) => one === document.activeElement))).toEqual(
      wide ? [true] : [],
    );
  });

  test("a roster is imported: first a file with errors, then the right one", async () => {
    await page.setViewportSize(size);
    const course = await newCourse(`Rhetoric on ${device}`);
    const tag = crypto.randomUUID().slice(0, 8);
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=roster`);
    await page.getByRole("link", { name: t.roster.import }).click();
    const choose = (name: string, file: Uint8Array | string) =>
      page
        .locator("input[type=file]")
        .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(file) });
    await choose("notes.csv", Uint8Array.from([0, 1, 2, 3, 0, 5]));
    await page.getByText(PROBLEMS.import_unreadable[language].message).waitFor();
    await choose(
      "wrong.csv",
      `Apellidos;Nombre;Correo;Grupo\nNúñez;Inés;ines-${tag}@example.edu;A\nRoca;Pau;no address;B\n`,
    );
    await page.getByRole("heading", { name: t.import.errorsTitle(1) }).waitFor();
    await page.getByText(t.import.errors.email_wrong).waitFor();
    expect(
      await page.getByRole("button", { name: starting(t.import.take(2).split(" ")[0] ?? "") }).count(),
    ).toBe(0);
    expect(await violations()).toEqual([]);
    const right = workbook([
      ["Surname", "Code", "First name", "Mail"],
      ["Núñez", "A", "Inés", `ines-${tag}@example.edu`],
      ["Roca", "B", "Pau", `pau-${tag}@example.edu`],
    ]);
    await choose("right.xlsx", right);
    await page.getByText(t.import.withoutAccount(2)).waitFor();
    // the server could not guess this one
    await page.getByLabel("Code", { exact: true }).selectOption({ label: t.import.fields.group });
    await page.getByText(t.import.newGroups("A, B")).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: t.import.take(2) }).click();
    await page.getByText(t.import.done(2)).waitFor();
    await page.getByRole("link", { name: t.import.toRoster }).last().click();
    await page.getByText("Inés Núñez").waitFor();
    expect(await page.getByText(t.roster.withoutAccount).count()).toBe(2);
    await page.getByRole("button", { name: t.roster.editOf("Inés Núñez") }).click();
    await dialog().getByLabel(t.roster.fromField.label).fill(today);
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.course.save }).click();
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
    await page.getByLabel(words.account.fields.name.label).fill("Leo");
    await page.getByLabel(words.account.fields.email.label).fill(email);
    await page.getByLabel(words.account.fields.password.label, { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: words.account.register.submit }).click();
    await page.getByLabel(t.joinCode.label).fill(course.joinCode ?? "");
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: words.account.register.submit }).click();
    await page.waitForURL("**/today");
    await page.getByText(words.student.today.claimTitle).waitFor();
    expect(await violations()).toEqual([]);
    await shot("claim-student");
    // an address and the code are known to classmates: the teacher says that it is them
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=roster`);
    await page.getByRole("button", { name: t.roster.claimOf("Leo Marín") }).click();
    expect(await violations()).toEqual([]);
    await shot("claim");
    await dialog().getByRole("button", { name: t.roster.claimConfirm }).click();
    await gone();
    await page.getByText(t.roster.claimConfirmed("Leo Marín")).waitFor();
    await expect
      .poll(() => page.getByRole("button", { name: t.roster.claimOf("Leo Marín") }).count())
      .toBe(0);
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
    await page.getByRole("button", { name: starting(`${t.week.open}: Physics on ${device}`) }).click();
    await page.waitForURL("**/meetings/*");
    await screens.visit("/week");
    await page.getByRole("link", { name: starting(`${t.week.watch}: Physics on ${device}`) }).waitFor();
    // an assistant, whose account is a student's, watches it too
    const assistant = await newPerson(server, "student", { name: "Iván Gil" });
    await post(`/v1/courses/${course.id}/roster`, teacher, { email: assistant.email, role: "assistant" });
    await screens.become(assistant);
    await screens.visit("/week");
    await page.getByRole("link", { name: starting(`${t.week.watch}: Physics on ${device}`) }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText("Ana Pérez").first().waitFor();
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    await page.getByRole("button", { name: t.course.add }).waitFor();
    await screens.become(teacher);
    await screens.visit("/week");
    await page.getByRole("button", { name: t.week.calendar }).click();
    await dialog()
      .getByRole("button", { name: new RegExp(`^(${t.calendar.subscribe}|${t.calendar.renew})$`) })
      .click();
    const address = await dialog().getByLabel(t.calendar.address).inputValue();
    expect((await fetch(address)).headers.get("content-type")).toContain("text/calendar");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.calendar.revoke }).click();
    await expect.poll(async () => (await fetch(address)).status).toBe(404);
  });
});
