import { and, eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit } from "../../drizzle/schema.ts";
import { addMark } from "../../server/queries/marks.ts";
import { Course } from "../../shared/api/course.ts";
import { newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { type Room, settlingTools } from "../support/settling.ts";
import { storedCheckIn } from "../support/stored.ts";
import { lockedTests } from "./settling-locked.ts";
import { takenBackTests } from "./settling-taken-back.ts";

let test: TestServices;
let ana: Person;
let colleague: Person;
let administrator: Person;
beforeAll(async () => {
  test = await createTestServices();
  ana = await newPerson(test, "student", { name: "Ana" });
  colleague = await newPerson(test, "teacher", { name: "Carla" });
  administrator = await newPerson(test, "administrator");
});
afterAll(() => test.close());

const kit = () => ({ test, ana, colleague, administrator });
const tools = settlingTools(kit);
const { room, rowOf, say, close, change } = tools;

async function accepted(of: Room, status: "present" | "late" | "absent") {
  const pair = { userId: ana.id, meetingId: of.meeting.id };
  const entryHash = await storedCheckIn(test, { ...pair, state: "accepted" });
  const mark = { ...pair, source: "automatic", status, entryHash } as const;
  await test.services.db.transaction((tx) => addMark(tx, mark));
}

describe("a check-in after the minute of absence", () => {
  it("is shown, is absent at once, and asks for a look until a teacher has said something", async () => {
    const of = await room({ absentAfterMin: 30 });
    await accepted(of, "absent");
    expect(await rowOf(of)).toMatchObject({ status: "absent", source: "automatic", needsLook: true });
    await close(of);
    expect(await rowOf(of)).toMatchObject({ status: "absent", needsLook: true, checkIn: { st: "accepted" } });
    await say(of, "late");
    expect(await rowOf(of)).toMatchObject({ status: "late", source: "manual", needsLook: false });
  });

  it("asks nothing where the course's rule wants no question", async () => {
    const of = await room({ absentAfterMin: 30, tooLate: "absent" });
    await accepted(of, "absent");
    expect(await rowOf(of)).toMatchObject({ status: "absent", needsLook: false });
  });
});

describe("rules that change", () => {
  it("leave every status as it stands, and who changed what is written down", async () => {
    const of = await room();
    await accepted(of, "late");
    await close(of);
    expect((await change(of, of.teacher, { lateAfterMin: 200, absentAfterMin: 220 })).status).toBe(200);
    expect((await rowOf(of))?.status).toBe("late");
    const [written] = await test.services.db
      .select()
      .from(audit)
      .where(and(eq(audit.action, "rules_changed"), eq(audit.subjectId, of.course.id)));
    expect(written?.actorId).toBe(of.teacher.id);
    expect(JSON.stringify(written?.detail)).toContain("220");
  });

  it("are refused where nobody could be late before being absent", async () => {
    const of = await room();
    const answer = await change(of, of.teacher, { lateAfterMin: 30, absentAfterMin: 30 });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain("policy.absentAfterMin");
  });
});

lockedTests(kit, tools);
takenBackTests(kit, tools);

it("a course's rules on the wire keep what they say", async () => {
  const of = await room();
  const policy = {
    tooLate: "absent",
    absentAfterMin: 45,
    openBeforeMin: 5,
    requiredPct: 60,
    lockOn: "2031-01-31",
  } as const;
  const answer = await change(of, of.teacher, policy);
  expect(v.parse(Course, answer.body).policy).toMatchObject(policy);
});
