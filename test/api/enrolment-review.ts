import { eq } from "drizzle-orm";
import * as v from "valibot";
import { expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { LiveRow } from "../../shared/api/course.ts";
import { AwaitingEnrolments, type Enrolment, OwnTemplates, POSES } from "../../shared/api/enrolment.ts";
import { References } from "../../shared/api/references.ts";
import { bytesFloat, fromBase64Url } from "../../shared/bytes.ts";
import { cosine } from "../../shared/face/geometry.ts";
import { classroom, enrol, enrolledStudent, until } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { ask, codeOf, giveConsent, newPerson, type Person } from "../support/people.ts";
import type { TestServices } from "../support/services.ts";
import type { Shot } from "../support/shots.ts";

interface Kit {
  readonly test: TestServices;
  /** six of the person's face */
  readonly shots: readonly Shot[];
  /** has consented, and has no face yet */
  readonly person: Person;
}

/** What a person decides about an enrolment, and what comes of it. */
export function reviewTests(
  kit: () => Kit,
  send: (chosen: readonly (Shot | undefined)[]) => Promise<Enrolment>,
  mineOf: (as: Person) => Promise<Enrolment>,
): void {
  it("of five photos of one person waits for a look, gives the phone its references, and is confirmed", async () => {
    const { test, shots, person } = kit();
    const waiting = await send(shots);
    expect(waiting).toMatchObject({ status: "awaiting", need: [] });
    const answer = await ask(test.app, "GET", "/v1/me/templates", { as: person });
    const own = v.parse(OwnTemplates, answer.body);
    expect(own.embeddings).toHaveLength(5);
    const [first] = own.embeddings.map((text) => bytesFloat(fromBase64Url(text)));
    const claimed = shots.map((shot) => bytesFloat(shot.embedding));
    expect(Math.max(...claimed.map((one) => (first ? cosine(first, one) : 0)))).toBeGreaterThan(0.999);

    const { teacher } = await classroom(test, [person]);
    const photo = await test.app.request(`/v1/enrolments/${waiting.id}/photos/left`, {
      headers: { cookie: teacher.cookie },
    });
    expect(photo.headers.get("cache-control")).toMatch(/no-store/);
    expect(new Uint8Array(await photo.arrayBuffer())).toEqual(shots[1]?.jpeg);
    const looks = await test.services.db
      .select()
      .from(tables.audit)
      .where(eq(tables.audit.actorId, teacher.id));
    expect(looks).toMatchObject([{ action: "photo_viewed", subjectId: person.id }]);

    const path = `/v1/enrolments/${waiting.id}/decision`;
    const decide = () => ask(test.app, "POST", path, { as: teacher, body: { decision: "confirm" } });
    const answers = await Promise.all([decide(), decide()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
    expect(await mineOf(person)).toMatchObject({ status: "confirmed" });
    const templates = await test.services.db
      .select()
      .from(tables.template)
      .where(eq(tables.template.userId, person.id));
    expect(templates.filter(({ aligner }) => aligner === "server")).toHaveLength(5);
  });

  it("rejected by a person tells the student why, and forgets the photos", async () => {
    const { test, shots, person } = kit();
    const { id } = await send(shots);
    const { db } = test.services;
    const own = eq(tables.photo.userId, person.id);
    const photos = await db.select({ lakeName: tables.photo.lakeName }).from(tables.photo).where(own);
    expect(photos).toHaveLength(5);
    const { teacher } = await classroom(test, [person]);
    const body = { decision: "reject", reason: "sunglasses" };
    await ask(test.app, "POST", `/v1/enrolments/${id}/decision`, { as: teacher, body });
    const mine = await mineOf(person);
    expect(mine).toMatchObject({ status: "rejected", code: "person_rejected", reason: "sunglasses" });
    expect(await db.$count(tables.template, eq(tables.template.userId, person.id))).toBe(0);
    expect(await db.$count(tables.photo, own)).toBe(0);
    const kept = async () => {
      const names = new Set(await lakeNames(test));
      return photos.some(({ lakeName }) => names.has(lakeName));
    };
    await until(async () => ((await kept()) ? null : true));
  });

  it("takes the place of an earlier one when two people agree, who see both", async () => {
    const { test, shots, person } = kit();
    await enrol(test, person, shots);
    const before = await mineOf(person);
    const again = await send([shots[5], ...shots.slice(0, 4)]);
    const { db } = test.services;
    const [one, two] = [(await classroom(test, [person])).teacher, await newPerson(test, "administrator")];
    const decide = async (as: Person) => {
      const path = `/v1/enrolments/${again.id}/decision`;
      const answer = await ask(test.app, "POST", path, { as, body: { decision: "confirm" } });
      return answer.status < 300 ? answer.status : codeOf(answer);
    };
    const waiting = async (as: Person) => {
      const { body } = await ask(test.app, "GET", "/v1/enrolments/awaiting", { as });
      return v.parse(AwaitingEnrolments, body).find(({ id }) => id === again.id);
    };
    const replaces = { id: before.id, poses: [...POSES], alike: true };
    expect(await waiting(one)).toMatchObject({ replaces, agreed: null });
    const headers = { cookie: two.cookie };
    const old = await test.app.request(`/v1/enrolments/${before.id}/photos/front`, { headers });
    expect(new Uint8Array(await old.arrayBuffer())).toEqual(shots[0]?.jpeg);

    expect(await decide(one)).toBe(202);
    expect(await decide(one)).toBe("second_person");
    expect(await waiting(one)).toMatchObject({ agreed: { own: true } });
    expect(await waiting(two)).toMatchObject({ agreed: { name: one.name, own: false } });
    const counts = () => db.select().from(tables.enrolment).where(eq(tables.enrolment.id, before.id));
    expect(await counts()).toMatchObject([{ status: "confirmed" }]);

    expect(await decide(two)).toBe(204);
    expect(await counts()).toMatchObject([{ status: "rejected", code: "replaced" }]);
    expect(await db.$count(tables.template, eq(tables.template.userId, person.id))).toBe(10);
    const { body } = await ask(test.app, "GET", "/v1/me/references", { as: person });
    expect(v.parse(References, body).events).toMatchObject([{ kind: "anchors_replaced" }]);
  });

  it("confirmed after a check-in brings that check-in to the teacher's list", async () => {
    const { test, shots } = kit();
    const { person: late, phone } = await enrolledStudent(test, shots);
    await ask(test.app, "DELETE", "/v1/consent", { as: late });
    await giveConsent(test, late);
    const { teacher, meeting } = await classroom(test, [late]);
    const shot = shots[5];
    if (!shot) throw new Error("no shot");
    const sealed = await phone.seal(meeting.id, shot);
    await phone.sync(sealed);
    await phone.upload(sealed);
    await enrol(test, late, shots);
    const row = await until(async () => {
      const { body } = await ask(test.app, "GET", `/v1/meetings/${meeting.id}/list`, { as: teacher });
      const [only] = v.parse(v.object({ rows: v.array(LiveRow) }), body).rows;
      return only?.status === "present" ? only : null;
    });
    expect(row.checkIn).toMatchObject({ st: "accepted" });
  });
}
