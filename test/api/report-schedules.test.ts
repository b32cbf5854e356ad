import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { mailReport } from "../../server/jobs/report-mail.ts";
import { orderDueReports } from "../../server/jobs/report-schedule.ts";
import { makeReport } from "../../server/jobs/report.ts";
import { createCourse } from "../../server/queries/courses.ts";
import { ReportSchedule, Reports } from "../../shared/api/reports.ts";
import { type MailServer, startMailServer } from "../support/mail-server.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
let mails: MailServer;
let teacher: Person;
let course: string;

beforeAll(async () => {
  mails = await startMailServer();
  test = await createTestServices({
    config: {
      timeZone: "Europe/Madrid",
      publicUrl: "https://roll.example.edu",
      mail: { url: mails.url, from: "Presente <roll@example.edu>" },
    },
  });
}, 60_000);
afterAll(async () => {
  await test?.close();
  await mails?.close();
});
beforeEach(async () => {
  mails.received.length = 0;
  mails.refusing = false;
  await test.services.db.delete(tables.madeReport);
  await test.services.db.delete(tables.reportSchedule);
  teacher = await newPerson(test, "teacher", { name: "Marta Ruiz", language: "es" });
  course = await test.services.db.transaction((tx) =>
    createCourse(tx, {
      name: "Álgebra",
      code: "MAT-1",
      termId: null,
      createdBy: teacher.id,
      creatorTeaches: true,
    }),
  );
});

const schedule = async (every: "week" | "month") =>
  v.parse(
    ReportSchedule,
    (
      await ask(test.app, "POST", `/v1/courses/${course}/report-schedules`, {
        as: teacher,
        body: { every, format: "pdf" },
      })
    ).body,
  );
const dueOn = (id: string, nextOn: string) =>
  test.services.db.update(tables.reportSchedule).set({ nextOn }).where(eq(tables.reportSchedule.id, id));
const all = async () => {
  const { body } = await ask(test.app, "GET", "/v1/reports", { as: teacher });
  return v.parse(Reports, body);
};
const made = () => test.services.db.select().from(tables.madeReport);

/** A text within a MIME message: soft line ends of quoted-printable gone, base64 parts decoded. */
const decoded = (source: string) =>
  source
    .replaceAll("=\r\n", "")
    .replaceAll(/^(?:[A-Za-z0-9+/=]{4,76}\r\n)+/gm, (lines) =>
      Buffer.from(lines, "base64").toString("latin1"),
    );

describe("a schedule", () => {
  it("stands once, however often it is asked for, and ends when it is deleted", async () => {
    const [first, second] = [await schedule("week"), await schedule("week")];
    expect(second.id).toBe(first.id);
    expect(new Date(`${first.nextOn}T00:00Z`).getUTCDay()).toBe(1);
    const other = await schedule("month");
    expect((await all()).schedules.map(({ every }) => every).toSorted()).toEqual(["month", "week"]);
    await ask(test.app, "DELETE", `/v1/report-schedules/${first.id}`, { as: teacher });
    expect((await all()).schedules.map(({ id }) => id)).toEqual([other.id]);
  });

  it("may be of a group or of a student, and each is its own", async () => {
    const { db } = test.services;
    const student = await newPerson(test, "student", { name: "Ana Gil" });
    await db.insert(tables.courseMember).values({ courseId: course, userId: student.id, role: "student" });
    const group = uuidv7();
    await db.insert(tables.courseGroup).values({ id: group, courseId: course, name: "Tarde" });
    const add = (of: object, as = teacher) =>
      ask(test.app, "POST", `/v1/courses/${course}/report-schedules`, {
        as,
        body: { every: "week", format: "csv", ...of },
      });
    const added = [];
    for (const of of [{}, { group }, { student: student.id }, { student: student.id }])
      added.push(v.parse(ReportSchedule, (await add(of)).body));
    expect(added.map(({ scopeName }) => scopeName)).toEqual([null, "Tarde", "Ana Gil", "Ana Gil"]);
    expect(added[3]?.id).toBe(added[2]?.id);
    expect((await add({ group, student: student.id })).status).toBe(400);
    // nobody of this course
    expect((await add({ student: teacher.id })).status).toBe(404);
    await dueOn(added[2]?.id ?? "", "2026-03-30");
    await orderDueReports(test.services, new Date("2026-03-30T05:00:00Z"));
    expect((await made()).map(({ studentId, groupId }) => [studentId, groupId])).toEqual([
      [student.id, null],
    ]);
    await makeReport(test.services, { reportId: (await made())[0]?.id ?? "" });
    expect((await all()).reports[0]).toMatchObject({ scopeName: "Ana Gil", state: "ready" });
  });

  it("orders the week that is over at six in the morning of the university, and not before", async () => {
    const { id } = await schedule("week");
    await dueOn(id, "2026-03-30");
    // summer time began in the night before: six in Madrid is four in UTC
    await orderDueReports(test.services, new Date("2026-03-30T03:59:59Z"));
    expect(await made()).toEqual([]);
    await orderDueReports(test.services, new Date("2026-03-30T04:00:00Z"));
    expect((await made()).map(({ from, until, scheduleId }) => [from, until, scheduleId])).toEqual([
      ["2026-03-23", "2026-03-29", id],
    ]);
    expect((await all()).schedules[0]?.nextOn).toBe("2026-04-06");
  });

  it("orders each week and month once, by however many replicas at the same time, and makes up for a time when it was down", async () => {
    const [week, month] = [await schedule("week"), await schedule("month")];
    await dueOn(week.id, "2026-03-02");
    await dueOn(month.id, "2026-02-01");
    const now = new Date("2026-03-16T05:00:00Z");
    await Promise.all(Array.from({ length: 8 }, () => orderDueReports(test.services, now)));
    await orderDueReports(test.services, now);
    const ordered = (await made()).map(
      ({ scheduleId, from, until }) => `${scheduleId === week.id ? "week" : "month"} ${from} ${until}`,
    );
    expect(ordered.toSorted()).toEqual([
      "month 2026-01-01 2026-01-31",
      "month 2026-02-01 2026-02-28",
      "week 2026-02-23 2026-03-01",
      "week 2026-03-02 2026-03-08",
      "week 2026-03-09 2026-03-15",
    ]);
  });

  it("ends by itself when its reader no longer teaches the course", async () => {
    const { id } = await schedule("week");
    await dueOn(id, "2026-03-02");
    await test.services.db
      .update(tables.courseMember)
      .set({ leftAt: new Date() })
      .where(eq(tables.courseMember.courseId, course));
    await orderDueReports(test.services, new Date("2026-03-16T05:00:00Z"));
    expect([await made(), (await all()).schedules]).toEqual([[], []]);
  });
});

describe("a scheduled report", () => {
  const ready = async () => {
    const { id } = await schedule("week");
    await dueOn(id, "2026-03-30");
    await orderDueReports(test.services, new Date("2026-03-30T05:00:00Z"));
    const [report] = await made();
    if (!report) throw new Error("no report was ordered");
    await makeReport(test.services, { reportId: report.id });
    return report.id;
  };

  it("comes by mail, in the reader's language, with the file; once, also when the job runs again", async () => {
    const reportId = await ready();
    const before = await all();
    expect([before.unread, before.mails, before.reports[0]?.mail]).toEqual([1, true, "waiting"]);
    await mailReport(test.services, { reportId });
    await mailReport(test.services, { reportId });
    expect(mails.received.map(({ to }) => to)).toEqual([[teacher.email]]);
    const source = decoded(mails.received[0]?.source ?? "");
    expect(source).toContain(`Message-ID: <report-${reportId}@example.edu>`);
    expect(source).toContain("informe-de-asistencia_MAT-1_2026-03-23_2026-03-29.pdf");
    expect(source).toContain("%PDF-1.7");
    expect(source).toMatch(/Content-Type: application\/pdf/);
    expect(source).toMatch(/https:\/\/roll\.example\.edu\/reports/);
    expect(source).toContain("del 2026-03-23 al 2026-03-29");
    expect((await all()).reports[0]?.mail).toBe("sent");
  });

  it("whose mail is refused says so, waits in the app, and is mailed when it is tried again", async () => {
    const reportId = await ready();
    mails.refusing = true;
    await expect(mailReport(test.services, { reportId })).rejects.toThrow();
    const [failed] = (await all()).reports;
    expect([failed?.state, failed?.mail, failed?.unread]).toEqual(["ready", "failed", true]);
    const response = await test.app.request(`/v1/reports/${reportId}/file`, {
      headers: { cookie: teacher.cookie },
    });
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    expect((await all()).unread).toBe(0);
    mails.refusing = false;
    await mailReport(test.services, { reportId });
    expect([mails.received.length, (await all()).reports[0]?.mail]).toEqual([1, "sent"]);
  });

  it("is deleted when it has run out", async () => {
    await ready();
    await orderDueReports(test.services, new Date("2030-01-01T00:00Z"));
    const kept = await test.services.db.select().from(tables.reportPart);
    expect((await made()).filter(({ from }) => from === "2026-03-23")).toEqual([]);
    expect(kept).toEqual([]);
  });
});
