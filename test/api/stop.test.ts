import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import type { Services } from "../../server/context.ts";
import { STOP_MARK } from "../../server/domain/stop.ts";
import { stopAndDestroy } from "../../server/jobs/stop/destroy.ts";
import { startWorkers } from "../../server/jobs/workers.ts";
import { wrappedByVersion } from "../../server/queries/student-keys.ts";
import { remains } from "../../server/queries/stop.ts";
import { getPhoto, putPhoto } from "../../server/vault/photos.ts";
import { SignedCertificate, STOP_PHRASES, Stops } from "../../shared/api/stop.ts";
import { utf8 } from "../../shared/bytes.ts";
import { verifyCertificate } from "../../shared/protocol/certificate.ts";
import { classroom, type Student, studentWithPhone } from "../support/classroom.ts";
import { runCommand } from "../support/command.ts";
import { type Dump, dumpTables } from "../support/dump.ts";
import { lakeNames } from "../support/lake.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { storedCheckIn, storedConsent, storedEnrolment } from "../support/stored.ts";
import { type Cast, newCast, newWorld, type World } from "../support/world.ts";
import { restoredFromBefore } from "./stop-restored.ts";

let test: TestServices;
let cast: Cast;
let second: Person;
let world: World;
let students: string[];
/** a photo as the product seals it */
let sealed: { userId: string; lakeName: string };
let document: string;
/** consents, has a phone, and comes to a class that meets */
let withPhone: Student;
let meeting: string;
let people: number;
/** a backup from before, as the README makes it: without the keys */
let before: Dump;
beforeAll(async () => {
  // the queue runs once a crash has been survived
  test = await createTestServices();
  cast = await newCast(test);
  second = await newPerson(test, "administrator");
  world = await newWorld(test, cast);
  const { db } = test.services;
  const others = Array.from({ length: 3 }, (_, i) => ({ id: uuidv7(), name: `Student ${i}` }));
  await db.insert(tables.user).values(others.map((row) => ({ ...row, email: `${row.id}@example.edu` })));
  students = [cast.student.id, ...others.map(({ id }) => id)];
  for (const { id: userId } of others) {
    await storedConsent(test, userId);
    const enrolment = await storedEnrolment(test, userId);
    await db.update(tables.enrolment).set({ status: "confirmed" }).where(eq(tables.enrolment.id, enrolment));
    await storedCheckIn(test, { userId, meetingId: world.openMeeting, state: "pending", code: "verify" });
  }
  const [first = ""] = students;
  const of = { userId: first, kind: "checkin" as const, record: "one" };
  sealed = { userId: first, lakeName: await putPhoto(test.services, of, utf8("a face")) };
  document = await putPhoto(test.services, { ...of, kind: "request" }, utf8("%PDF"));
  await db.update(tables.requestAttachment).set({ lakeName: document });
  await test.services.lake.delete([`requests/${world.request}`]);
  withPhone = await studentWithPhone(test);
  meeting = (await classroom(test, [withPhone.person])).meeting.id;
  people = students.length + 1;
  const present = { meetingId: world.openMeeting, userId: first, status: "present" } as const;
  await db.insert(tables.attendance).values({ ...present, source: "manual" });
  await db.insert(tables.facePrint).values({ userId: first, prints: Buffer.alloc(1), version: 1 });
  before = await dumpTables(test.services.sql, ["keys"]);
});
afterAll(() => test?.close());

const phrase = STOP_PHRASES.en;
const stops = async (as: Person, method = "GET", path = "/v1/stop", body?: unknown) => {
  const answer = await ask(test.app, method, path, { as, ...(body !== undefined && { body }) });
  return answer.status === 200 ? v.parse(Stops, answer.body) : answer.body;
};
const latest = async () => {
  const answer = v.parse(Stops, await stops(cast.administrator));
  const [newest] = answer.stops;
  if (!newest) throw new Error("there is no stop");
  return newest;
};
const code = (of: string) => ({ error: { code: of } });

it("is proposed by typed words alone, and begins with another administrator's", async () => {
  const { administrator } = cast;
  expect(await stops(administrator)).toMatchObject({ needsSecond: true, stops: [] });
  const wrong = await stops(administrator, "POST", "/v1/stop", { phrase: "stop", reason: "we were asked" });
  expect(wrong).toMatchObject(code("stop_phrase"));
  const asked = { phrase, reason: "we were asked" };
  const proposed = await stops(administrator, "POST", "/v1/stop", asked);
  expect(proposed).toMatchObject({ stops: [{ state: "proposed", mayConfirm: false }] });
  expect(await stops(second, "POST", "/v1/stop", asked)).toMatchObject(code("conflict"));

  const { id } = await latest();
  const confirm = (as: Person) => stops(as, "POST", `/v1/stop/${id}/confirmation`, { phrase });
  expect(await confirm(administrator)).toMatchObject(code("stop_second"));
  // nothing has happened yet
  expect((await ask(test.app, "GET", "/v1/me", { as: cast.student })).body).toMatchObject({
    consent: expect.anything(),
  });
  expect(await confirm(second)).toMatchObject({
    stops: [{ state: "destroying", confirmedBy: { id: second.id } }],
  });
});

it("stops everything biometric at once, with a sentence that says so", async () => {
  const { version } = { version: "2026-11-1" };
  const consent = { version, language: "en", sha256: "A".repeat(43) };
  const refused = await ask(test.app, "POST", "/v1/consent", { as: cast.student, body: consent });
  expect([refused.status, refused.body]).toMatchObject([409, code("biometrics_stopped")]);
  for (const path of ["/v1/me/templates", "/v1/enrolments/mine"]) {
    const answer = await ask(test.app, "GET", path, { as: cast.student });
    expect(answer.body).toMatchObject(code("biometrics_stopped"));
  }
  // who reads the consent is told before, not after
  const text = await ask(test.app, "GET", "/v1/consent", { as: cast.student });
  expect([text.status, text.body]).toMatchObject([200, { stopped: true }]);
});

it("gives a check-in by face that still comes to a person, and wants no photo of it", async () => {
  const { phone } = withPhone;
  const sealed = await phone.seal(meeting, await blindShot());
  await phone.sync(sealed);
  expect(await phone.outcome(sealed.hash)).toMatchObject({ st: "review", code: "evidence", need: [] });
});

it("goes on from where it was after a crash, and counts nothing twice", async () => {
  const { services } = test;
  const { id: stopId } = await latest();
  let forgotten = 0;
  const dying: Services = {
    ...services,
    vault: {
      ...services.vault,
      sealer: {
        ...services.vault.sealer,
        forget(userId) {
          services.vault.sealer.forget(userId);
          if (++forgotten === 2) throw new Error("died");
        },
      },
    },
  };
  await expect(stopAndDestroy(dying, { stopId })).rejects.toThrow("died");
  expect(await latest()).toMatchObject({ state: "destroying", done: 2, total: people });
  await startWorkers(services);
  await vi.waitFor(async () => expect(await latest()).toMatchObject({ state: "done" }), 60_000);
  expect(await latest()).toMatchObject({
    done: people,
    counts: {
      consents: people,
      enrolment_photos: 5 * students.length,
      checkin_photos: students.length,
      embeddings: 1,
      templates: 10 * students.length,
      undecided_check_ins: 3,
      // sealed and put, and no row came: as a crash leaves it
      stray_objects: 1,
    },
  });
}, 90_000);

describe("afterwards", () => {
  it("nothing biometric is left in database or lake, and nothing opens; attendance and documents stay", async () => {
    const { services } = test;
    expect(await remains(services.db)).toEqual({
      photos: 0,
      templates: 0,
      blobs: 0,
      keys: 0,
      documents: 1,
      attendances: 1,
      marks: 0,
    });
    expect(await lakeNames(test)).toEqual([document, STOP_MARK]);
    await services.lake.put(sealed.lakeName, utf8("a copy of what was sealed"));
    expect(await getPhoto(services, sealed)).toBeNull();
    await services.lake.delete([sealed.lakeName]);
    // its key was wrapped anew by the key that took the old one's place
    const bytes = await getPhoto(services, { userId: sealed.userId, lakeName: document });
    expect(bytes?.toString()).toBe("%PDF");
    expect([...(await wrappedByVersion(services.db)).keys()]).toEqual([await services.vault.kek.current()]);
    const entries = await services.db.select().from(tables.entry);
    expect(entries).toHaveLength(people);
    expect(entries.every(({ state }) => state === "review")).toBe(true);
  });

  it("the log names what was destroyed, by whom and why, and no person", async () => {
    const { db } = test.services;
    const lines = await db
      .select()
      .from(tables.deletionLog)
      .where(eq(tables.deletionLog.reason, "institution_stop"));
    const count = (of: string) =>
      lines.filter((line) => line.class === of).reduce((sum, line) => sum + line.count, 0);
    expect(count("enrolment_photo")).toBe(5 * students.length);
    expect(count("template")).toBe(10 * students.length);
    expect(lines.every(({ by, actorId }) => by === "person" && actorId === second.id)).toBe(true);
    expect(JSON.stringify(lines)).not.toContain(cast.student.name);
  });

  it("a certificate says so under the server's signature, as JSON and as PDF in both languages", async () => {
    const { id } = await latest();
    const as = cast.administrator;
    const path = `/v1/stop/${id}/certificate`;
    const signed = v.parse(SignedCertificate, (await ask(test.app, "GET", `${path}.json`, { as })).body);
    const { keys } = test.services;
    expect(signed.kid).toBe(keys.token.kid);
    expect(await verifyCertificate(signed.jws, keys.tokenJwk)).toEqual({
      ok: true,
      payload: signed.certificate,
    });
    expect(signed.certificate).toMatchObject({
      requestedBy: { name: cast.administrator.name },
      confirmedBy: { id: second.id },
      destroyed: { enrolment_photos: 5 * students.length },
      scan: { objects: 1, documents: 1, orphans: 0, missing: 0, photos: 0, templates: 0, blobs: 0, keys: 0 },
      keyEncryptionKey: "replaced",
    });
    const forged = `${signed.jws.slice(0, -4)}AAAA`;
    expect((await verifyCertificate(forged, keys.tokenJwk)).ok).toBe(false);

    const pdf = async (language: string) => {
      const of = await test.app.request(`${path}.pdf?language=${language}`, {
        headers: { cookie: as.cookie },
      });
      return Buffer.from(await of.arrayBuffer());
    };
    const [en, again, es] = [await pdf("en"), await pdf("en"), await pdf("es")];
    expect(en.subarray(0, 5).toString()).toBe("%PDF-");
    expect(en.equals(again)).toBe(true);
    expect(en.equals(es)).toBe(false);
  });

  it("the certificate is checked by a command that knows nothing of this installation", async () => {
    const { id } = await latest();
    const answer = await ask(test.app, "GET", `/v1/stop/${id}/certificate.json`, { as: cast.administrator });
    const signed = v.parse(SignedCertificate, answer.body);
    const path = join(test.services.config.dataDir, "certificate.json");
    const check = async (file: SignedCertificate) => {
      await writeFile(path, JSON.stringify(file));
      return (await runCommand("certificate", [path])).said;
    };
    const { certificate } = signed;
    expect(await check(signed)).toContain(`The signature holds. Key: ${signed.kid}`);
    const embellished = { ...signed, certificate: { ...certificate, reason: "none" } };
    expect(await check(embellished)).toContain("the text beside it says something else");
  });

  it("it can be lifted, and whoever wants to may consent anew", async () => {
    const { id } = await latest();
    const lifted = await stops(cast.administrator, "POST", `/v1/stop/${id}/lift`, { phrase });
    expect(lifted).toMatchObject({ stops: [{ state: "done", liftedAt: expect.any(String) }] });
    const answer = await ask(test.app, "GET", "/v1/me/templates", { as: cast.student });
    expect(answer.body).not.toMatchObject(code("biometrics_stopped"));
  });
});

describe("a database that is restored from before it", () =>
  restoredFromBefore(() => ({
    test,
    before,
    withPhone,
    meeting,
    administrators: [cast.administrator, second],
  })));
