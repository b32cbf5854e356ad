import { eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { course as courses } from "../../../drizzle/schema.ts";
import { type Course, LiveList, type Meeting } from "../../../shared/api/course.ts";
import { Requests } from "../../../shared/api/requests.ts";
import { classroom, until } from "../../support/classroom.ts";
import { attended, crowd } from "../../support/crowd.ts";
import { ask, newPerson, type Person } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { storedCheckIn, storedConsent } from "../../support/stored.ts";

let server: TestServer;
let screens: Screens;
let page: Page;
let teacher: Person;
let ana: Person;
let course: Course;
let past: Meeting;
let open: Meeting;

const post = (path: string, as: Person, body?: object) => ask(server.app, "POST", path, { as, body });

/** A course with a meeting that was missed, one that is open, and something asked about each. */
beforeAll(async () => {
  server = await startTestServer({ client: true });
  ana = await newPerson(server, "student", { name: "Ana Pérez" });
  await storedConsent(server, ana.id);
  const room = await classroom(server, [ana], {
    policy: { absentAfterMin: 30, requiredPct: 80, roomCode: "required" },
  });
  ({ teacher, course, meeting: past } = room);
  const others = await crowd(server, course.id, 12);
  await attended(server, past.id, others.slice(0, 7));
  await post(`/v1/meetings/${past.id}/close`, teacher);
  const again = await post(`/v1/courses/${course.id}/open`, teacher, { minutes: 60 });
  open = again.body as Meeting;
  await attended(server, open.id, others.slice(0, 6));
  const [doubtful] = others.slice(6);
  await storedCheckIn(server, {
    userId: doubtful?.id ?? "",
    meetingId: open.id,
    state: "review",
    code: "evidence",
  });
  screens = await openScreens(server.url);
  page = screens.page;
});
afterAll(async () => {
  await screens?.close();
  await server?.close();
});

const today = () => new Date().toISOString().slice(0, 10);
const dialog = () => page.getByRole("dialog");
const gone = () => dialog().waitFor({ state: "detached" });
const wide = () => page.setViewportSize({ width: 1280, height: 800 });

test("a teacher sets the rules, sees by example what they mean, and keeps them", async () => {
  await wide();
  await screens.become(teacher);
  await screens.visit(`/courses/${course.id}?tab=rules`);
  await page.getByLabel("Late after (minutes)").fill("15");
  await page.getByLabel(/^Absent after/).fill("10");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("More than “late after”").first().waitFor();
  await page.getByLabel(/^Absent after/).fill("40");
  await page.getByText(/10:15.* – .*10:40.*: late/).waitFor();
  await page.getByText(/from 10:40.*: absent/).waitFor();
  await page.getByLabel("A late arrival counts (%)").fill("50");
  // (8 × 100 + 2 × 50) ÷ 11
  await page.getByText("make 81.82%").waitFor();
  expect(await screens.violations()).toEqual([]);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  const [row] = await server.services.db.select().from(courses).where(eq(courses.id, course.id));
  expect(row?.policy).toMatchObject({
    lateAfterMin: 15,
    absentAfterMin: 40,
    share: { lateWeightPct: 50, excused: "left_out" },
  });
});

test("a student contests an absence, the teacher changes it, and the student reads the answer and the history", async () => {
  await wide();
  await screens.become(ana);
  await screens.visit("/record");
  await page.getByText("0%").first().waitFor();
  await page.getByText("How it is computed").click();
  await page.getByText("0 ÷ 1 = 0%").waitFor();
  await page.getByRole("button", { name: "I see it differently" }).click();
  await dialog().getByLabel("Reason").fill("I sat in the third row");
  expect(await screens.violations()).toEqual([]);
  await dialog().getByRole("button", { name: "Send the request" }).click();
  await gone();
  await page.getByText("You contest this mark").waitFor();

  await screens.become(teacher);
  await screens.visit("/courses");
  await page.getByText("1 request waits for an answer").first().waitFor();
  await screens.visit(`/courses/${course.id}?tab=requests`);
  await page.getByRole("tab", { name: "Requests (1)" }).waitFor();
  await page.getByRole("button", { name: "Answer: Ana Pérez" }).click();
  await dialog().getByLabel("Late").check();
  await dialog().getByLabel("Your answer").fill("Your neighbour confirms it");
  expect(await screens.violations()).toEqual([]);
  await dialog().getByRole("button", { name: "Answer", exact: true }).click();
  await gone();

  await screens.become(ana);
  await screens.visit("/requests");
  await page.getByText("Your neighbour confirms it").waitFor();
  await page.getByText("Changed").waitFor();
  await screens.visit("/record");
  await page.getByText("How this status came about").first().click();
  await page.getByText("As the answer to a request").waitFor();
  await page.getByText("This counts now").waitFor();
  await page.getByText("By the rule: no check-in when the meeting closed").waitFor();
  expect(await screens.violations()).toEqual([]);
});

test("a student asks to be excused with a document, which the teacher opens as a download, and is excused", async () => {
  await wide();
  await screens.become(ana);
  await screens.visit("/requests");
  await page.getByRole("button", { name: "Ask to be excused" }).click();
  await dialog().getByLabel("From").fill(today());
  await dialog().getByLabel("Until").fill(today());
  await dialog().getByLabel("Reason").fill("A hearing at court");
  const summons = {
    name: "summons.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.7 summons"),
  };
  // well before the key: a listener takes effect at some moment after it is set, and a key is fast
  const opens = page.waitForEvent("filechooser");
  const document = dialog().getByLabel("Document (optional)");
  await document.setInputFiles(Object.assign({}, summons, { name: "letter.pdf" }));
  await dialog().getByRole("button", { name: "Remove the file letter.pdf" }).click();
  await dialog().getByText("No file chosen").waitFor();
  // the focus is on the control again, which opens by key
  await page.keyboard.press("Space");
  await (await opens).setFiles(summons);
  expect(await dialog().getByRole("status").textContent()).toBe("summons.pdf");
  expect(await screens.violations()).toEqual([]);
  await dialog().getByRole("button", { name: "Send the request" }).click();
  await gone();
  await page.getByText("summons.pdf").waitFor();

  await screens.become(teacher);
  await screens.visit(`/meetings/${open.id}`);
  await page.getByText("Asks to be excused").waitFor();
  await screens.visit(`/courses/${course.id}?tab=requests`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Document" }).click();
  expect((await download).suggestedFilename()).toMatch(/^document-[0-9a-f]{8}\.pdf$/);
  await page.getByRole("button", { name: "Answer: Ana Pérez" }).click();
  await dialog().getByRole("button", { name: "Answer", exact: true }).click();
  await gone();
  const mine = await until(async () => {
    const list = v.parse(Requests, (await ask(server.app, "GET", "/v1/me/requests", { as: ana })).body);
    return list.find(({ kind, state }) => kind === "excuse" && state === "granted") ?? null;
  });
  expect(mine.attachment?.name).toBe("summons.pdf");
  const answer = await ask(server.app, "GET", `/v1/meetings/${open.id}/list`, { as: teacher });
  const row = v.parse(LiveList, answer.body).rows.find(({ userId }) => userId === ana.id);
  expect(row).toMatchObject({ excuse: "granted", status: "expected" });

  await screens.become(ana);
  await screens.visit("/today");
  await page.getByText("You are excused from this meeting.").waitFor();
});

test("whoever is missing is told when they will be absent, before they are", async () => {
  const bea = await newPerson(server, "student", { name: "Bea Ruiz" });
  await post(`/v1/courses/${course.id}/roster`, teacher, { email: bea.email, role: "student" });
  await screens.become(bea);
  await screens.visit("/today");
  await page.getByText(/Without a check-in you will be absent at \d/).waitFor();
  await screens.become(teacher);
  await screens.visit(`/meetings/${open.id}`);
  const said = page.getByText(/Who has not come by \d.* will be absent\./);
  await said.waitFor();
  // by the rule of this course at minute 40, not at the close
  expect(await said.textContent()).toMatch(/absent from (\S+\s?[AP]M)\. Who has not come by \1/);
});

describe.each([
  ["a student", ["/today", "/record", "/requests", "/check-in/M"], () => ana],
  [
    "a teacher",
    [
      "/courses/C?tab=rules",
      "/courses/C?tab=requests",
      "/meetings/M",
      "/meetings/M/settle",
      "/meetings/M/projector",
    ],
    () => teacher,
  ],
])("for %s", (_who, paths, person) => {
  beforeAll(() => screens.become(person()));
  test.each(paths)(
    "%s has nothing that axe objects to, in either language and at either width",
    async (path) => {
      const address = path.replace("C", course.id).replace("M", open.id);
      for (const [language, width, colorScheme] of [
        ["en", 360, "dark"],
        ["es", 360, "light"],
        ["es", 1280, "dark"],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.evaluate((spoken) => localStorage.setItem("presente.language", spoken), language);
        await screens.visit(address);
        await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
        expect(await screens.violations()).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    },
  );
});
