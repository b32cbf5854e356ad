import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { Me } from "../../shared/api/account.ts";
import { ConsentText } from "../../shared/api/enrolment.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { classroom, until } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { ask, codeOf, giveConsent, newPerson } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { storedCheckIn, storedConsent, storedEnrolment } from "../support/stored.ts";

describe("consent", () => {
  let test: TestServices;
  beforeAll(async () => {
    test = await createTestServices({ jobs: true });
  });
  afterAll(() => test.close());

  it.each(["en", "es"] as const)("has a text in %s whose digest anybody can check", async (language) => {
    const { body } = await ask(test.app, "GET", `/v1/consent?language=${language}`);
    const text = v.parse(ConsentText, body);
    expect(text.sha256).toBe(await sha256(utf8([text.version, language, ...text.paragraphs].join("\n"))));
  });

  it("is given to the words in force and to no others, and once", async () => {
    const person = await newPerson(test);
    const give = (body: unknown) => ask(test.app, "POST", "/v1/consent", { as: person, body });
    const stale = await give({ version: "2020-01-1", language: "en", sha256: "A".repeat(43) });
    expect([stale.status, codeOf(stale)]).toEqual([409, "conflict"]);
    await Promise.all([giveConsent(test, person), giveConsent(test, person)]);
    const rows = await test.services.db
      .select()
      .from(tables.consent)
      .where(eq(tables.consent.userId, person.id));
    expect(rows).toHaveLength(1);
    const me = v.parse(Me, (await ask(test.app, "GET", "/v1/me", { as: person })).body);
    expect(me.consent).toMatchObject({ language: "en" });
  });

  it("withdrawn leaves no photo, template, blob or landmark, and every check-in and mark", async () => {
    const person = await newPerson(test);
    const bystander = await newPerson(test);
    const { teacher, meeting } = await classroom(test, [person, bystander]);
    for (const { id: userId } of [person, bystander]) {
      await storedConsent(test, userId);
      await storedEnrolment(test, userId);
      await storedCheckIn(test, { userId, meetingId: meeting.id, state: "pending", code: "verify" });
    }
    const { db } = test.services;
    const body = { userId: person.id, status: "present", reason: "seen" };
    await ask(test.app, "POST", `/v1/meetings/${meeting.id}/marks`, { as: teacher, body });
    const before = await lakeNames(test);

    const answer = await ask(test.app, "DELETE", "/v1/consent", { as: person });
    expect(v.parse(Me, answer.body)).toMatchObject({ consent: null, enrolment: { status: "rejected" } });
    const owned = async (userId: string) => ({
      photos: await db.$count(tables.photo, eq(tables.photo.userId, userId)),
      templates: await db.$count(tables.template, eq(tables.template.userId, userId)),
      checkIns: await db.$count(tables.entry, eq(tables.entry.userId, userId)),
      marks: await db.$count(tables.mark, eq(tables.mark.userId, userId)),
    });
    expect(await owned(person.id)).toEqual({ photos: 0, templates: 0, checkIns: 1, marks: 1 });
    expect(await owned(bystander.id)).toEqual({ photos: 5, templates: 10, checkIns: 1, marks: 0 });
    expect(await db.$count(tables.enrolmentPhoto)).toBe(5);
    expect(await db.$count(tables.blob)).toBe(1);
    // what was waiting for a look at the photo is now a teacher's decision
    const [entry] = await db.select().from(tables.entry).where(eq(tables.entry.userId, person.id));
    expect(entry).toMatchObject({ state: "review", code: "evidence" });
    expect(before).toHaveLength(12);
    await until(async () => ((await lakeNames(test)).length === 6 ? true : null));
  });

  it("can be withdrawn twice, and given again", async () => {
    const person = await newPerson(test);
    await giveConsent(test, person);
    for (let times = 0; times < 2; times++) {
      const answer = await ask(test.app, "DELETE", "/v1/consent", { as: person });
      expect(v.parse(Me, answer.body).consent).toBeNull();
    }
    await giveConsent(test, person);
    const me = v.parse(Me, (await ask(test.app, "GET", "/v1/me", { as: person })).body);
    expect(me.consent).not.toBeNull();
  });
});
