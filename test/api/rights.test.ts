import { strFromU8, unzipSync } from "fflate";
import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { sealPrints } from "../../server/vault/prints.ts";
import { EXPORT_BYTES_HEADER, Looks, WITHDRAWN_HEADER } from "../../shared/api/rights.ts";
import { Requests } from "../../shared/api/requests.ts";
import { bytesFloat } from "../../shared/bytes.ts";
import { serverSigner, verifyReceipt } from "../../shared/protocol/tokens.ts";
import { cellRecogniser, cellShot, enrollingRecogniser as recogniser } from "../support/cells.ts";
import { type Classroom, classroom, enrolledStudent, type Student, until } from "../support/classroom.ts";
import { ask, giveConsent, newPerson, type Person } from "../support/people.ts";
import type { Shot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const PDF = new TextEncoder().encode("%PDF-1.4 a doctor's letter");

let test: TestServices;
let ana: Student;
let shots: Shot[];
let room: Classroom;
let bea: Person;

beforeAll(async () => {
  test = await createTestServices({ recogniser, jobs: true });
  const name = crypto.randomUUID();
  shots = await Promise.all(["a", "b", "c", "d", "e", "f", "g", "h"].map((shot) => cellShot(name, shot)));
  ana = await enrolledStudent(test, shots);
  bea = await newPerson(test, "student", { name: "Bea <b>&</b>", language: "es" });
  room = await classroom(test, [ana.person, bea]);
  const sealed = await ana.phone.seal(room.meeting.id, shots[5]!);
  await ana.phone.sync(sealed);
  await ana.phone.upload(sealed);
  await until(async () => ((await ana.phone.outcome(sealed.hash)).st === "accepted" ? true : null));
}, 120_000);
afterAll(() => test?.close());

/** The archive of whoever asks: the text of each file, and its bytes. */
async function exported(as: Person) {
  const answer = await test.app.request("/v1/me/export", { headers: { cookie: as.cookie } });
  expect(answer.status).toBe(200);
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  const json = (name: string): unknown => JSON.parse(strFromU8(files[name] ?? new Uint8Array()));
  return { answer, files, json, text: (name: string) => strFromU8(files[name] ?? new Uint8Array()) };
}

const looks = async (as: Person) => v.parse(Looks, (await ask(test.app, "GET", "/v1/me/looks", { as })).body);

describe("the export of everything about oneself", () => {
  it("holds every photo as it was taken, the numbers of every template, the signed check-ins and what became of them", async () => {
    const asked = { kind: "excuse", meetingId: room.meeting.id, reason: "flu" };
    const request = await ask(test.app, "POST", "/v1/requests", { as: ana.person, body: asked });
    const { id } = v.parse(v.object({ id: v.string() }), request.body);
    await ask(test.app, "PUT", `/v1/requests/${id}/attachment?name=letter.pdf`, {
      as: ana.person,
      body: PDF,
    });

    const { vault, db } = test.services;
    const userId = ana.person.id;
    const print = new Uint8Array(288).map((_, i) => i & 255);
    const prints = await sealPrints(vault.sealer, userId, [{ hash: "A".repeat(43), print }]);
    await db.insert(tables.facePrint).values({ userId, prints, version: 1 });

    const { answer, files, json, text } = await exported(ana.person);
    expect(answer.headers.get("content-disposition")).toMatch(/filename="presente_my-data_.*\.zip"/);
    const total = Object.values(files).reduce((sum, { length }) => sum + length, 0);
    expect(Number(answer.headers.get(EXPORT_BYTES_HEADER))).toBeGreaterThan(total / 10);

    const photos = Object.entries(files).filter(([name]) => name.startsWith("photos/"));
    const taken = shots.slice(0, 6).map(({ jpeg }) => Buffer.from(jpeg).toString("base64"));
    expect(photos.map(([, bytes]) => Buffer.from(bytes).toString("base64")).toSorted()).toEqual(
      taken.toSorted(),
    );
    const document = Object.entries(files).find(([name]) => name.startsWith("documents/"));
    expect(document?.[1]).toEqual(PDF);

    const Numbers = v.array(
      v.object({ modelId: v.string(), modelDigest: v.string(), embedding: v.array(v.number()) }),
    );
    const templates = v.parse(v.object({ references: Numbers, checkIns: Numbers }), json("templates.json"));
    expect(templates.references).toHaveLength(10);
    expect(templates.checkIns[0]?.embedding).toEqual([...bytesFloat(shots[5]!.embedding)]);
    const { prints: own } = v.parse(
      v.object({ prints: v.array(v.object({ checkIn: v.string(), rows: v.array(v.string()) })) }),
      json("templates.json"),
    );
    expect(own).toMatchObject([{ checkIn: "A".repeat(43) }]);
    // twelve bytes a row, the lower half first
    expect(own[0]?.rows).toHaveLength(24);
    expect(own[0]?.rows[1]).toBe("c0d0e0f00111213141516171");
    expect(templates.references[0]?.modelDigest).toBe(cellRecogniser.model.digest);

    const CheckIns = v.array(
      v.object({ jws: v.string(), hash: v.string(), state: v.string(), score: v.number() }),
    );
    const [checkIn] = v.parse(CheckIns, json("check-ins.json"));
    expect(checkIn?.state).toBe("accepted");
    const Receipts = v.object({ verifiedBy: v.any(), receipts: v.array(v.object({ jws: v.string() })) });
    const { verifiedBy, receipts } = v.parse(Receipts, json("receipts.json"));
    const receipt = await verifyReceipt(receipts[0]?.jws ?? "", await serverSigner(verifiedBy));
    expect(receipt).toMatchObject({ ok: true, payload: { entries: [{ h: checkIn?.hash, st: "accepted" }] } });
    expect(json("attendance.json")).toMatchObject([{ status: "present", marks: [{ because: "check_in" }] }]);
    expect(json("devices.json")).toMatchObject([{ did: ana.phone.did, jwk: { kty: "EC" } }]);
    expect(json("consents.json")).toMatchObject([{ language: "en", withdrawnAt: null }]);
    expect(json("requests.json")).toMatchObject([{ reason: "flu", document: { name: "letter.pdf" } }]);
    expect(json("courses.json")).toMatchObject([{ name: "Algebra", role: "student" }]);
    expect(text("account.json")).not.toMatch(/password|token/);

    // every file is told of, and every link leads to a file
    const linked = [...text("index.html").matchAll(/(?:href|src)="([^"]+)"/g)].map(([, to]) => to);
    for (const to of linked) expect(Object.keys(files)).toContain(to);
    for (const name of Object.keys(files)) {
      if (name !== "README.txt" && name !== "index.html") expect(linked).toContain(name);
    }
  });

  it("speaks the reader's language, holds nothing of anybody else, and what somebody wrote is no markup", async () => {
    const { answer, files, text } = await exported(bea);
    expect(answer.headers.get("content-disposition")).toContain("mis-datos");
    expect(text("README.txt")).toContain("TODO LO QUE PRESENTE GUARDA DE TI");
    expect(text("index.html")).toContain("Bea &lt;b&gt;&amp;&lt;/b&gt;");
    expect(Object.keys(files).some((name) => name.startsWith("photos/"))).toBe(false);
    const everything = Object.keys(files).map(text).join("\n");
    for (const word of [ana.person.id, ana.person.email, ana.phone.did])
      expect(everything).not.toContain(word);
  });

  it("is for who has just signed in", async () => {
    const { db } = test.services;
    const longAgo = new Date(Date.now() - 11 * 60_000);
    const person = await newPerson(test);
    await db.update(tables.session).set({ createdAt: longAgo }).where(eq(tables.session.userId, person.id));
    const refused = await ask(test.app, "GET", "/v1/me/export", { as: person });
    expect([refused.status, refused.body]).toMatchObject([401, { error: { code: "sign_in_again" } }]);
  });
});

it("a student sees who looked at which photo, when and why; the own export too", async () => {
  const teacher = room.teacher;
  const [entry] = await test.services.db
    .select()
    .from(tables.entry)
    .where(eq(tables.entry.userId, ana.person.id));
  const path = `/v1/meetings/${room.meeting.id}/check-ins/${entry?.hash}/photo`;
  for (let times = 0; times < 2; times++) await ask(test.app, "GET", path, { as: teacher });
  expect(await looks(ana.person)).toMatchObject([
    {
      by: { name: teacher.name, role: "teacher", self: false },
      why: "check_in",
      count: 2,
      courseName: "Algebra",
    },
    { by: { self: true }, why: "export", count: 6 },
  ]);
  expect(await looks(teacher)).toEqual([]);
});

describe("a check-in that was still on the phone when its student withdrew", () => {
  it("brings no photo any more, is not lost, and is asked of the teacher once the meeting is over", async () => {
    const { db } = test.services;
    const { person, phone } = ana;
    const { teacher, meeting: next } = await classroom(test, [person]);
    const meetingId = next.id;
    // one had been claimed, its photo not sent; the other has not left the phone
    const claimed = await phone.seal(meetingId, shots[6]!);
    await phone.sync(claimed);
    const unsent = await phone.seal(meetingId, shots[7]!);
    await ask(test.app, "POST", `/v1/meetings/${meetingId}/close`, { as: teacher });
    await ask(test.app, "DELETE", "/v1/consent", { as: person });
    const mine = async () =>
      v
        .parse(Requests, (await ask(test.app, "GET", "/v1/me/requests", { as: person })).body)
        .filter((request) => request.kind === "contest");
    expect(await mine()).toMatchObject([{ state: "open", wanted: "present", meeting: { id: meetingId } }]);
    await phone.sync(unsent);
    for (const { hash } of [claimed, unsent]) {
      expect(await phone.outcome(hash)).toMatchObject({ st: "review", code: "evidence", need: [] });
    }
    // once for the meeting
    expect(await mine()).toHaveLength(1);

    // consenting again brings nothing of before back
    await giveConsent(test, person);
    const refused = await phone.put(unsent.shot.claim.photo.h, unsent.shot.jpeg, "image/jpeg");
    expect(refused.status).toBe(404);
    expect(Number(refused.headers.get(WITHDRAWN_HEADER))).toBeGreaterThan(0);
    expect(await db.$count(tables.blob, eq(tables.blob.did, phone.did))).toBe(0);

    // the teacher answers as to any request
    const [{ id } = { id: "" }] = await mine();
    const body = { decision: "grant", given: "present", answer: "I saw you" };
    await ask(test.app, "POST", `/v1/requests/${id}/decision`, { as: teacher, body });
    const kept = await db.select().from(tables.attendance).where(eq(tables.attendance.userId, person.id));
    expect(kept.map(({ status }) => status)).toEqual(["present", "present"]);
  });

  it("the account goes on, and so does the export: without a face in it", async () => {
    await ask(test.app, "DELETE", "/v1/consent", { as: ana.person });
    const { files, json, text } = await exported(ana.person);
    expect(Object.keys(files).filter((name) => name.startsWith("photos/"))).toEqual([]);
    expect(json("templates.json")).toEqual({ references: [], checkIns: [], prints: [] });
    expect(json("check-ins.json")).toMatchObject([{ state: "accepted" }, {}, {}]);
    const key = { class: "student_key", reason: "consent_withdrawn", count: 1 };
    expect(json("deletions.json")).toContainEqual(expect.objectContaining(key));
    expect(text("consents.json")).not.toContain('"withdrawnAt": null');
  });
});
