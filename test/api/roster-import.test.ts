import { eq } from "drizzle-orm";
import { zipSync } from "fflate";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { Course } from "../../shared/api/course.ts";
import { Roster } from "../../shared/api/roster.ts";
import { type ImportPlan, ImportReport } from "../../shared/api/roster-import.ts";
import { utf8 } from "../../shared/bytes.ts";
import { ask, codeOf, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { workbook } from "../support/workbook.ts";
import { claimTests } from "./roster-import-claims.ts";

let test: TestServices;
let teacher: Person;
beforeAll(async () => {
  test = await createTestServices();
  teacher = await newPerson(test, "teacher", { name: "Tomás" });
});
afterAll(() => test.close());

const newCourse = async () =>
  v.parse(
    Course,
    (await ask(test.app, "POST", "/v1/courses", { as: teacher, body: { name: "Algebra" } })).body,
  );
const send = (courseId: string, file: Uint8Array | string, plan: ImportPlan, as = teacher) =>
  ask(
    test.app,
    "POST",
    `/v1/courses/${courseId}/roster/import?plan=${encodeURIComponent(JSON.stringify(plan))}`,
    {
      as,
      body: typeof file === "string" ? utf8(file) : file,
      headers: { "content-type": "application/octet-stream" },
    },
  );
const look = async (courseId: string, file: Uint8Array | string, plan: Partial<ImportPlan> = {}) =>
  v.parse(ImportReport, (await send(courseId, file, { dryRun: true, ...plan })).body);
const take = async (courseId: string, file: Uint8Array | string, plan: Partial<ImportPlan> = {}) =>
  v.parse(ImportReport, (await send(courseId, file, { dryRun: false, ...plan })).body);
const rosterOf = async (courseId: string) =>
  v.parse(Roster, (await ask(test.app, "GET", `/v1/courses/${courseId}/roster`, { as: teacher })).body);
const students = async (courseId: string) =>
  (await rosterOf(courseId)).filter(({ role }) => role === "student").map(({ name }) => name);
let n = 0;
/** an address that nobody has yet */
const fresh = (name: string) => `${name}-${process.pid}-${n++}@example.edu`;

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  Array.from({ length: text.length }, (_, i) => view.setUint16(i * 2, text.charCodeAt(i), littleEndian));
  return Uint8Array.from([...(mark ? (littleEndian ? [0xff, 0xfe] : [0xfe, 0xff]) : []), ...bytes]);
}

describe("a roster from a file", () => {
  it.each([
    ["UTF-8 with commas", "utf-8", ",", (text: string) => utf8(text)],
    [
      "UTF-8 with a mark and semicolons",
      "utf-8",
      ";",
      (text: string) => utf8(`\uFEFF${text.replaceAll(",", ";")}`),
    ],
    [
      "UTF-16 with a mark and tabs",
      "utf-16le",
      "\t",
      (text: string) => utf16(text.replaceAll(",", "\t"), true, true),
    ],
    ["UTF-16 the other way round", "utf-16be", ",", (text: string) => utf16(text, false, true)],
    ["UTF-16 without a mark", "utf-16le", ",", (text: string) => utf16(text, true, false)],
    [
      "Windows-1252 with semicolons",
      "windows-1252",
      ";",
      (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(",", ";"), "latin1")),
    ],
    [
      "UTF-8 with bars and an Excel hint",
      "utf-8",
      "|",
      (text: string) => utf8(`sep=|\r\n${text.replaceAll(",", "|")}`),
    ],
  ])("is read in %s, its columns guessed", async (_name, encoding, delimiter, encode) => {
    const course = await newCourse();
    const email = fresh("ines");
    const file = encode(
      `Apellidos,Nombre,Correo electrónico,Nº matrícula,Grupo\r\nNúñez Peña,Inés,${email.toUpperCase()},A-001,Mañana\r\n`,
    );
    const report = await look(course.id, file);
    expect(report).toMatchObject({
      format: "csv",
      encoding,
      delimiter,
      heading: true,
      done: false,
      rows: 1,
      missing: [],
      newGroups: ["Mañana"],
    });
    expect(report.columns.map(({ field }) => field)).toEqual([
      "familyName",
      "givenName",
      "email",
      "studentNumber",
      "group",
    ]);
    expect(report.preview).toEqual([
      {
        row: 2,
        outcome: "new",
        name: "Inés Núñez Peña",
        email,
        studentNumber: "A-001",
        group: "Mañana",
        eligibleFrom: null,
        eligibleUntil: null,
      },
    ]);
    expect(await students(course.id)).toEqual([]);
  });

  it("is read from a workbook, with numbers and dates as they stand there", async () => {
    const course = await newCourse();
    const email = fresh("ana");
    const file = workbook([
      ["Name", "E-mail", "Student ID", "From"],
      ["Ana <b>", email, 20260001, new Date("2026-09-14T00:00:00Z")],
    ]);
    expect(await look(course.id, file)).toMatchObject({
      format: "xlsx",
      sheets: ["Lista"],
      preview: [{ name: "Ana <b>", email, studentNumber: "20260001", eligibleFrom: "2026-09-14" }],
    });
  });

  it("is taken over once: the same file again changes nothing, another one what differs", async () => {
    const course = await newCourse();
    const [ana, bea] = [fresh("ana"), fresh("bea")];
    const known = await newPerson(test, "student", { name: "Carla" });
    const file = `name,email,number,group,from\nAna,${ana},1,A,2026-09-01\nBea,${bea},2,B,\nC.,${known.email},3,A,14/9/2026\n`;
    expect((await take(course.id, file)).counts).toEqual({
      new: 3,
      back: 0,
      changed: 0,
      same: 0,
      wrong: 0,
      withoutAccount: 2,
    });
    const before = await rosterOf(course.id);
    expect(before.find(({ email }) => email === known.email)).toMatchObject({
      name: "Carla",
      studentNumber: null,
      groupName: "A",
      eligibleFrom: "2026-09-14",
      withoutAccount: false,
    });
    expect(before.find(({ email }) => email === ana)).toMatchObject({
      studentNumber: "1",
      withoutAccount: true,
    });
    expect(await take(course.id, file)).toMatchObject({
      done: true,
      counts: { new: 0, changed: 0, same: 3, withoutAccount: 0 },
    });
    expect(await rosterOf(course.id)).toEqual(before);
    const next = `name,email,group\nAna María,${ana},B\nBea,${bea},B\n`;
    expect((await take(course.id, next)).counts).toMatchObject({ changed: 1, same: 1 });
    // a column that the file does not have is left as it was
    expect((await rosterOf(course.id)).find(({ email }) => email === ana)).toMatchObject({
      name: "Ana María",
      studentNumber: "1",
      groupName: "B",
      eligibleFrom: "2026-09-01",
    });
  });

  it("says what is wrong by row, and takes nothing over while something is", async () => {
    const course = await newCourse();
    const [ana, bea] = [fresh("ana"), fresh("bea")];
    const file = [
      "name,email,number,from,until",
      `Ana,${ana},1,2026-09-01,2026-12-20`,
      "Nobody,,2,,",
      "Half,half@,3,,",
      `Ana again,${ana},4,,`,
      `,${bea},5,,`,
      `Same number,${fresh("x")},1,,`,
      `Odd date,${fresh("x")},7,31/31/2026,`,
      `Reversed,${fresh("x")},8,2026-12-20,2026-09-01`,
      `Tomás,${teacher.email},9,,`,
      "",
      `${"x".repeat(130)},${fresh("x")},10,,`,
    ].join("\n");
    const report = await take(course.id, file);
    expect(report).toMatchObject({ done: false, counts: { new: 1, wrong: 9 } });
    expect(report.errors.map(({ row, code: what }) => [row, what])).toEqual([
      [3, "email_missing"],
      [4, "email_wrong"],
      [5, "email_twice"],
      [6, "name_missing"],
      [7, "number_of_another"],
      [8, "date_wrong"],
      [9, "dates_reversed"],
      [10, "not_a_student_here"],
      [12, "too_long"],
    ]);
    expect(report.errors.find(({ row }) => row === 5)).toMatchObject({ firstRow: 2, value: ana });
    expect(await students(course.id)).toEqual([]);
    const { db } = test.services;
    expect(await db.select().from(tables.user).where(eq(tables.user.email, ana))).toEqual([]);
  });

  it("goes by the columns that the teacher chose", async () => {
    const course = await newCourse();
    const email = fresh("ana");
    const file = `x,y,z\nAna,12,${email}\n`;
    expect(await look(course.id, "x,y\nAna,12\n")).toMatchObject({
      missing: ["email", "name"],
      counts: { new: 0 },
    });
    const chosen = { columns: ["name", "studentNumber", "email"] as const, heading: true };
    const report = await take(course.id, file, { ...chosen, columns: [...chosen.columns] });
    expect(report).toMatchObject({ done: true, preview: [{ name: "Ana", studentNumber: "12" }] });
  });

  it.each([
    ["a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 4, 5, 0, 0, 0, 13])],
    ["an old workbook", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0])],
    ["nothing", new Uint8Array(0)],
    ["a broken workbook", workbook([["a"]]).subarray(0, 200)],
    ["an archive of something else", zipSync({ "readme.txt": utf8("hello") })],
    ["a bomb", zipSync({ "xl/workbook.xml": new Uint8Array(210 * 1024 * 1024) }, { level: 9 })],
  ])("that is %s is refused with a sentence", async (_name, file) => {
    const course = await newCourse();
    const answer = await send(course.id, file, { dryRun: true });
    expect([answer.status, codeOf(answer)]).toEqual([422, "import_unreadable"]);
  });

  it("that is large holds up nobody else", async () => {
    const course = await newCourse();
    const tag = fresh("big").replace("@example.edu", "");
    const rows = Array.from({ length: 20_000 }, (_, i) => [`Student ${i}`, `${tag}-${i}@example.edu`]);
    const file = workbook([["name", "email"], ...rows]);
    const done = new AbortController();
    const looked = look(course.id, file).finally(() => done.abort());
    let answered = 0;
    while (!done.signal.aborted) {
      expect((await ask(test.app, "GET", "/v1/me", { as: teacher })).status).toBe(200);
      answered += 1;
    }
    expect((await looked).counts).toMatchObject({ new: 20_000, wrong: 0 });
    // read on the server's own thread, it would be answered before the second of them
    expect(answered).toBeGreaterThan(5);
  }, 300_000);

  it("of fifty thousand rows is taken over whole, of one more not at all", async () => {
    const course = await newCourse();
    const tag = fresh("many").replace("@example.edu", "");
    const rows = Array.from({ length: 50_000 }, (_, i) => `Student ${i},${tag}-${i}@example.edu,G${i % 20}`);
    const file = `name,email,group\n${rows.join("\n")}\n`;
    expect((await take(course.id, file)).counts).toMatchObject({
      new: 50_000,
      withoutAccount: 50_000,
      wrong: 0,
    });
    const { db } = test.services;
    expect(await db.$count(tables.courseMember, eq(tables.courseMember.courseId, course.id))).toBe(50_001);
    const other = await newCourse();
    const more = await send(other.id, `${file}One more,${tag}-x@example.edu,G1\n`, { dryRun: false });
    expect([more.status, codeOf(more)]).toEqual([422, "import_too_many"]);
    const broken = await take(
      other.id,
      `${file.trimEnd().split("\n").slice(0, 40_000).join("\n")}\nNobody,no address,G1\n`,
    );
    expect(broken).toMatchObject({ done: false, counts: { wrong: 1 } });
    expect(await db.$count(tables.courseMember, eq(tables.courseMember.courseId, other.id))).toBe(1);
    expect(await db.$count(tables.courseGroup, eq(tables.courseGroup.courseId, other.id))).toBe(0);
    const large = await send(other.id, new Uint8Array(13 * 1024 * 1024).fill(65), { dryRun: true });
    expect([large.status, codeOf(large)]).toEqual([413, "import_too_large"]);
  }, 300_000);
});

claimTests(() => ({ test, teacher }), { newCourse, take, rosterOf, fresh });
