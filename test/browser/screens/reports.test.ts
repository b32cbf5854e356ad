import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as tables from "../../../drizzle/schema.ts";
import { createCourse } from "../../../server/queries/courses.ts";
import { addMark } from "../../../server/queries/marks.ts";
import { setUser } from "../../../server/queries/users.ts";
import { type Language } from "../../../shared/api/account.ts";
import { parseCsv } from "../../support/office.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { expectSound } from "../../support/sound.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let screens: Screens;
let page: Page;
let teacher: Person;
let student: Person;
let course: string;

const WORDS = {
  en: {
    preset: "Last month",
    summary: "Summary of Algebra",
    csv: "CSV, a row a student",
    taken: "2 of 3",
    student: "Student",
  },
  es: {
    preset: "El mes pasado",
    summary: "Resumen de Algebra",
    csv: "CSV, una fila por estudiante",
    taken: "2 de 3",
    student: "Estudiante",
  },
} as const;
const SIZES = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
] as const;

beforeAll(async () => {
  server = await startTestServer({ client: true });
  const { db } = server.services;
  teacher = await newPerson(server, "teacher", { name: "Marta Ruiz" });
  student = await newPerson(server, "student", { name: "Ana Pérez" });
  const other = await newPerson(server, "student", { name: "Zoë Çelik" });
  course = await db.transaction((tx) =>
    createCourse(tx, {
      name: "Algebra",
      code: "MAT-1",
      termId: null,
      createdBy: teacher.id,
      creatorTeaches: true,
    }),
  );
  // the fifteenth of last month, whatever month it is
  const now = new Date();
  const day = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 9);
  const joinedAt = new Date(day - 40 * 86_400_000);
  await db.insert(tables.courseMember).values(
    [student, other].map(({ id }) => ({
      courseId: course,
      userId: id,
      role: "student" as const,
      joinedAt,
    })),
  );
  for (const [i, closed] of [true, true, false].entries()) {
    const startsAt = new Date(day + i * 86_400_000);
    const endsAt = new Date(startsAt.getTime() + 90 * 60_000);
    const meetingId = crypto.randomUUID();
    const held = closed ? { openedAt: startsAt, closedAt: endsAt } : {};
    await db
      .insert(tables.meeting)
      .values({ id: meetingId, courseId: course, startsAt, endsAt, createdAt: joinedAt, ...held });
    if (!closed) continue;
    const mark = (userId: string, status: "present" | "absent", by?: string) =>
      db.transaction((tx) =>
        addMark(tx, {
          meetingId,
          userId,
          status,
          source: by ? "manual" : "automatic",
          at: endsAt,
          ...(by && { actorId: by, reason: "Seen in the room" }),
        }),
      );
    await mark(student.id, "present", i === 0 ? teacher.id : undefined);
    await mark(other.id, i === 0 ? "absent" : "present");
  }
  screens = await openScreens(server.url);
  page = screens.page;
}, 180_000);
afterAll(async () => {
  await screens?.close();
  await server?.close();
});

const speak = async (person: Person, language: Language) => {
  await setUser(server.services.db, person.id, { language });
  await screens.become(person);
  await page.evaluate((to) => localStorage.setItem("presente.language", to), language);
};
/** The file that the browser saves after `act`. */
async function saved(act: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test.each(SIZES.flatMap((size) => (["en", "es"] as const).map((language) => ({ size, language }))))(
  "a teacher chooses dates, sees the summary and takes it home, at $size.width in $language",
  async ({ size, language }) => {
    const words = WORDS[language];
    await page.setViewportSize(size);
    await speak(teacher, language);
    await screens.visit(`/courses/${course}?tab=reports`);
    await page.getByRole("button", { name: words.preset }).click();
    await page.getByRole("heading", { name: words.summary }).waitFor();
    await page.getByText(words.taken, { exact: true }).waitFor();
    await page.getByRole("row").filter({ hasText: "Zoë Çelik" }).getByText("(1) ÷ 2").waitFor();
    await expectSound(screens);
    const { name, bytes } = await saved(() => page.getByRole("button", { name: words.csv }).click());
    expect(name).toMatch(/_MAT-1_\d{4}-\d\d-01_\d{4}-\d\d-\d\d\.csv$/);
    const rows = parseCsv(bytes.toString("utf8"), language === "es" ? ";" : ",");
    expect(rows.map((row) => row[0])).toEqual([words.student, "Ana Pérez", "Zoë Çelik"]);
    const pdf = await saved(() => page.getByRole("button", { name: "PDF", exact: true }).click());
    expect(pdf.bytes.subarray(0, 8).toString()).toBe("%PDF-1.7");
  },
);

test("a teacher schedules a report with the keyboard, and ends it where reports wait", async () => {
  await page.setViewportSize(SIZES[0]);
  await speak(teacher, "en");
  await screens.visit(`/courses/${course}?tab=reports`);
  const form = page.getByRole("region", { name: "Every week or month" });
  await form.getByLabel("Of", { exact: true }).selectOption({ label: "Ana Pérez" });
  await page.getByLabel("How often").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const end = page.getByRole("button", {
    name: /^End the schedule: Algebra · Ana Pérez · Every month · PDF/,
  });
  await end.waitFor();
  expect(await screens.violations()).toEqual([]);
  await screens.shoot("report-schedule");
  await screens.visit("/reports");
  await end.waitFor();
  expect(await screens.violations()).toEqual([]);
  await end.click();
  await page.getByText("Nothing is scheduled.").waitFor();
});

test("a report that waits in the app is announced, downloaded and deleted", async () => {
  const values = { courseId: course, userId: teacher.id, from: "2026-03-01", until: "2026-03-31" };
  const id = crypto.randomUUID();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await server.services.db
    .insert(tables.madeReport)
    .values({ id, ...values, format: "xlsx", language: "en", scheduleId: crypto.randomUUID(), expiresAt });
  await server.services.queue.send(server.services.db, "make_report", { reportId: id });
  await page.setViewportSize(SIZES[1]);
  await speak(teacher, "en");
  await screens.visit("/reports");
  const download = page.getByRole("link", { name: /^Download Algebra/ });
  await download.waitFor();
  await expectSound(screens);
  await screens.visit("/courses");
  await page.getByRole("link", { name: "Reports 1 new report" }).click();
  const { name, bytes } = await saved(() => download.click());
  expect(name).toBe("attendance-report_MAT-1_2026-03-01_2026-03-31.xlsx");
  expect(bytes.subarray(0, 2).toString()).toBe("PK");
  await page.getByText("New", { exact: true }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: /^Delete: Algebra/ }).click();
  await download.waitFor({ state: "detached" });
});

test.each(["en", "es"] as const)(
  "the print view shows every mark, and goes on paper, in %s",
  async (language) => {
    await page.setViewportSize(SIZES[1]);
    await speak(teacher, language);
    await screens.visit(`/courses/${course}?tab=reports`);
    await page.getByRole("button", { name: WORDS[language].preset }).click();
    await page.getByText(WORDS[language].taken, { exact: true }).waitFor();
    await page.getByRole("link", { name: language === "es" ? "Vista para imprimir" : "Print view" }).click();
    await page.getByRole("heading", { name: "Algebra · MAT-1" }).waitFor();
    await page.getByRole("checkbox").check();
    await page.getByText("Seen in the room").waitFor();
    await expectSound(screens);
    const paper = await page.pdf({ preferCSSPageSize: true });
    expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
  },
);

test("a student takes the own report home, and sees nobody else's", async () => {
  await page.setViewportSize(SIZES[1]);
  await speak(student, "es");
  await screens.visit("/record/report");
  await page.getByRole("button", { name: "El mes pasado" }).click();
  await page.getByRole("heading", { name: "Resumen de Ana Pérez" }).waitFor();
  expect(await screens.violations()).toEqual([]);
  expect(await page.getByText("Zoë Çelik").count()).toBe(0);
  const { bytes } = await saved(() => page.getByRole("button", { name: "CSV, una fila por marca" }).click());
  expect(bytes.toString("utf8")).toContain("Seen in the room");
  expect(bytes.toString("utf8")).not.toContain("Zoë");
});
