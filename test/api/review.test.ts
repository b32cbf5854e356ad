import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { entry, mark } from "../../drizzle/schema.ts";
import { changeEntry } from "../../server/queries/entries.ts";
import { classroom, studentWithPhone } from "../support/classroom.ts";
import { ask } from "../support/people.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

/** A check-in that the server has found doubtful, and its teacher. */
async function doubtful() {
  const { person, phone } = await studentWithPhone(test);
  const { meeting, teacher } = await classroom(test, [person]);
  const sealed = await phone.seal(meeting.id, await blindShot());
  const { hash } = sealed;
  await phone.sync(sealed);
  const { db } = test.services;
  await db.transaction((tx) => changeEntry(tx, hash, { state: "review", code: "face_doubtful" }));
  const { version } = await phone.status();
  const say = (status: string, reason: string) =>
    ask(test.app, "POST", `/v1/meetings/${meeting.id}/marks`, {
      as: teacher,
      body: { userId: person.id, status, reason },
    });
  const marks = () => db.select().from(mark).where(eq(mark.meetingId, meeting.id)).orderBy(mark.at);
  const row = async () => (await db.select().from(entry).where(eq(entry.hash, hash)))[0];
  return { person, phone, say, marks, row, version };
}

describe("a doubtful check-in that a teacher looks at", () => {
  it.each(["present", "late"])("and marks %s is accepted, with the teacher's note", async (status) => {
    const { phone, say, version } = await doubtful();
    const answer = await say(status, "Seen in the room");
    expect(answer.body).toMatchObject({ status, needsLook: false, checkIn: { st: "accepted", code: null } });
    const { results } = await phone.status(version);
    expect(results).toMatchObject([{ st: "accepted", att: status, note: "Seen in the room" }]);
    expect(results[0]?.code).toBeUndefined();
  });

  it("and marks absent is refused, with the doubt and the teacher's note", async () => {
    const { phone, person, say, version } = await doubtful();
    await say("absent", "Somebody else");
    expect((await phone.status(version)).results).toMatchObject([
      { st: "rejected", code: "face_doubtful", att: "absent", note: "Somebody else", need: [] },
    ]);
    const record = await ask(test.app, "GET", "/v1/me/record", { as: person });
    expect(record.body).toMatchObject([
      { status: "absent", reason: "Somebody else", checkIn: { st: "rejected", code: "face_doubtful" } },
    ]);
  });

  it("can be decided again, and every mark stays", async () => {
    const { phone, say, marks, row } = await doubtful();
    await say("absent", "Not seen");
    await say("present", "Was in the second row");
    expect((await phone.status()).results).toMatchObject([{ st: "accepted", att: "present" }]);
    await say("absent", "Left at once");
    expect(await row()).toMatchObject({ state: "rejected", code: "evidence" });
    expect((await marks()).map(({ status }) => status)).toEqual(["absent", "present", "absent"]);
  });
});
