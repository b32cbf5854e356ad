import { eq } from "drizzle-orm";
import sharp from "sharp";
import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { LiveRow } from "../../shared/api/course.ts";
import { AwaitingEnrolments, Enrolment, OwnTemplates, type Pose, POSES } from "../../shared/api/enrolment.ts";
import { References } from "../../shared/api/references.ts";
import { bytesFloat, fromBase64Url, sha256 } from "../../shared/bytes.ts";
import { cosine } from "../../shared/face/geometry.ts";
import { classroom, enrol, enrolledStudent, shotsOf, until } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, giveConsent, newPerson, type Person } from "../support/people.ts";
import { type Shot, takeShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const code = (body: unknown) => v.parse(v.object({ error: v.object({ code: v.string() }) }), body).error.code;
const mineOf = async (test: TestServices, as: Person) =>
  v.parse(Enrolment, (await ask(test.app, "GET", "/v1/enrolments/mine", { as })).body);

await describeWithModels(
  "enrolment",
  () => {
    let test: TestServices;
    let shots: Shot[];
    let others: Shot[];
    let person: Person;
    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true });
      const { recogniser } = test.services;
      if (!recogniser) throw new Error("the models are here, the recogniser is not");
      shots = await shotsOf(recogniser, "subject-01", 6);
      others = await shotsOf(recogniser, "subject-02", 5);
    });
    afterAll(() => test.close());
    beforeEach(async () => {
      person = await newPerson(test);
      await giveConsent(test, person);
    });

    const claims = (chosen: readonly (Shot | undefined)[]) =>
      POSES.map((pose, i) => {
        const shot = chosen[i];
        if (!shot) throw new Error("an enrolment takes five shots");
        const { photo, lmk, emb } = shot.claim;
        return { pose, photo, lmk, emb };
      });
    const begin = (chosen: readonly (Shot | undefined)[], as = person) =>
      ask(test.app, "POST", "/v1/enrolments", { as, body: { photos: claims(chosen) } });
    const put = (id: string, pose: Pose, bytes: Uint8Array, as = person) =>
      ask(test.app, "PUT", `/v1/enrolments/${id}/photos/${pose}`, { as, body: bytes });
    /** Sends five photos and waits for the server's own look at them. */
    async function send(chosen: readonly (Shot | undefined)[], as = person): Promise<Enrolment> {
      const { id } = v.parse(Enrolment, (await begin(chosen, as)).body);
      for (const [i, pose] of POSES.entries()) await put(id, pose, chosen[i]?.jpeg ?? new Uint8Array(), as);
      return until(async () => {
        const mine = await mineOf(test, as);
        return mine.status === "checking" ? null : mine;
      });
    }

    it("asks for consent first", async () => {
      const without = await newPerson(test);
      const answer = await begin(shots, without);
      expect([answer.status, code(answer.body)]).toEqual([403, "consent_needed"]);
    });

    it("of five photos of one person waits for a look, gives the phone its references, and is confirmed", async () => {
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
      expect(await mineOf(test, person)).toMatchObject({ status: "confirmed" });
      const templates = await test.services.db
        .select()
        .from(tables.template)
        .where(eq(tables.template.userId, person.id));
      expect(templates.filter(({ aligner }) => aligner === "server")).toHaveLength(5);
    });

    it("of two people is refused and names the pose; nothing of it is kept", async () => {
      const before = await lakeNames(test);
      const mixed = [shots[0], shots[1], others[0], shots[3], shots[4]];
      expect(await send(mixed)).toMatchObject({ status: "rejected", code: "not_one_person", pose: "right" });
      const { db } = test.services;
      expect(await db.$count(tables.photo, eq(tables.photo.userId, person.id))).toBe(0);
      await until(async () => ((await lakeNames(test)).length === before.length ? true : null));
    });

    it("of copies of one photo is refused, whatever was done to them; of a head that hardly turned is looked at more closely", async () => {
      const { recogniser, config } = test.services;
      const [front] = shots;
      if (!recogniser || !front) throw new Error("no shot");
      const made = [
        sharp(front.jpeg).resize(600),
        sharp(front.jpeg).modulate({ brightness: 1.1 }),
        sharp(front.jpeg).flop(),
        sharp(front.jpeg).rotate(2, { background: "#777" }),
      ].map(async (photo) => takeShot(recogniser, await photo.jpeg({ quality: 80 }).toBuffer()));
      const copies = [front, ...(await Promise.all(made))];
      expect(await send(copies)).toMatchObject({ status: "awaiting", code: "unturned" });
      await ask(test.app, "DELETE", "/v1/consent", { as: person });
      await giveConsent(test, person);
      Object.assign(config, { asksAboutCopies: true });
      try {
        expect(await send(copies)).toMatchObject({ status: "rejected", code: "photos_alike" });
        // these show the head turned as it was asked to
        const posed = [0, 1, 3, 4, 5].map((i) => shots[i]);
        expect(await send(posed)).toMatchObject({ status: "awaiting", code: null });
      } finally {
        Object.assign(config, { asksAboutCopies: false });
      }
    });

    it("is refused when the landmarks are not on the face", async () => {
      const [front, ...rest] = shots;
      if (!front) throw new Error("no shot");
      const elsewhere = {
        ...front,
        claim: { ...front.claim, lmk: [10, 10, 900, 10, 450, 500, 10, 900, 900, 900] },
      };
      expect(await send([elsewhere, ...rest])).toMatchObject({ code: "emb_mismatch", pose: "front" });
    });

    it.each([
      ["no face", "no_face", (jpeg: Uint8Array) => sharp(jpeg).blur(80).jpeg().toBuffer()],
      ["a face too small", "face_small", (jpeg: Uint8Array) => sharp(jpeg).resize(160).jpeg().toBuffer()],
      ["bytes that are no photo", "photo_undecodable", async () => Buffer.from("not a jpeg")],
    ])("with %s is refused as %s", async (_what, expected, spoil) => {
      const [front, ...rest] = shots;
      const { recogniser } = test.services;
      if (!front || !recogniser) throw new Error("no shot");
      const jpeg = Uint8Array.from(await spoil(front.jpeg));
      const seen = await recogniser.analyse(jpeg, null);
      const size = seen.ok ? { w: seen.width, h2: seen.height } : {};
      const photo = { ...front.claim.photo, ...size, h: await sha256(jpeg), n: jpeg.length };
      const shot =
        seen.ok && seen.face
          ? await takeShot(recogniser, jpeg)
          : { ...front, jpeg, claim: { ...front.claim, photo } };
      expect(await send([shot, ...rest])).toMatchObject({
        status: "rejected",
        code: expected,
        pose: "front",
      });
    });

    it("takes only the bytes that were announced, by their owner, as JPEG", async () => {
      const { id } = v.parse(Enrolment, (await begin(shots)).body);
      const [front, left] = shots;
      if (!front || !left) throw new Error("no shot");
      const wrong = await put(id, "front", left.jpeg);
      expect([wrong.status, code(wrong.body)]).toEqual([422, "photo_mismatch"]);
      const huge = await put(id, "front", new Uint8Array(513 * 1024));
      expect([huge.status, code(huge.body)]).toEqual([413, "too_large"]);
      const png = await ask(test.app, "PUT", `/v1/enrolments/${id}/photos/front`, {
        as: person,
        body: front.jpeg,
        headers: { "content-type": "image/png" },
      });
      expect([png.status, code(png.body)]).toEqual([415, "unsupported_type"]);
      const stranger = await newPerson(test);
      expect((await put(id, "front", front.jpeg, stranger)).status).toBe(404);
      expect((await put(id, "up", front.jpeg)).status).toBe(422);
      expect(await mineOf(test, person)).toMatchObject({ status: "uploading", need: [...POSES] });
    });

    it("is not doubled by a photo that is sent again, nor by five at the same moment", async () => {
      const { id } = v.parse(Enrolment, (await begin(shots)).body);
      const sendAll = () => POSES.map((pose, i) => put(id, pose, shots[i]?.jpeg ?? new Uint8Array()));
      await Promise.all([...sendAll(), ...sendAll()]);
      const settled = await until(async () => {
        const mine = await mineOf(test, person);
        return mine.status === "awaiting" ? mine : null;
      });
      expect(settled.id).toBe(id);
      expect(await test.services.db.$count(tables.photo, eq(tables.photo.userId, person.id))).toBe(5);
    });

    it("is one at a time: a second waits, an upload that broke off gives way", async () => {
      const first = v.parse(Enrolment, (await begin(shots)).body);
      const second = v.parse(Enrolment, (await begin(shots)).body);
      expect(second.id).not.toBe(first.id);
      expect((await put(first.id, "front", shots[0]?.jpeg ?? new Uint8Array())).status).toBe(409);
      for (const [i, pose] of POSES.entries()) await put(second.id, pose, shots[i]?.jpeg ?? new Uint8Array());
      const third = await begin(shots);
      expect([third.status, code(third.body)]).toEqual([409, "enrolment_open"]);
    });

    it.each([
      [
        "a pose twice",
        (photos: { pose: string }[]) => photos.map((photo) => Object.assign(photo, { pose: "front" })),
      ],
      ["four photos", (photos: { pose: string }[]) => photos.slice(1)],
    ])("is refused with %s", async (_what, spoil) => {
      const body = { photos: spoil(claims(shots)) };
      const answer = await ask(test.app, "POST", "/v1/enrolments", { as: person, body });
      expect([answer.status, code(answer.body)]).toEqual([400, "bad_request"]);
    });

    it("rejected by a person tells the student why, and forgets the photos", async () => {
      const { id } = await send(shots);
      const { teacher } = await classroom(test, [person]);
      const body = { decision: "reject", reason: "sunglasses" };
      await ask(test.app, "POST", `/v1/enrolments/${id}/decision`, { as: teacher, body });
      const mine = await mineOf(test, person);
      expect(mine).toMatchObject({ status: "rejected", code: "person_rejected", reason: "sunglasses" });
      expect(await test.services.db.$count(tables.template, eq(tables.template.userId, person.id))).toBe(0);
    });

    it("takes the place of an earlier one when two people agree, who see both", async () => {
      await enrol(test, person, shots);
      const before = await mineOf(test, person);
      const again = await send([shots[5], ...shots.slice(0, 4)]);
      const { db } = test.services;
      const [one, two] = [(await classroom(test, [person])).teacher, await newPerson(test, "administrator")];
      const decide = async (as: Person) => {
        const path = `/v1/enrolments/${again.id}/decision`;
        const answer = await ask(test.app, "POST", path, { as, body: { decision: "confirm" } });
        return answer.status < 300 ? answer.status : code(answer.body);
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

    it("withdrawn while it is looked at keeps nothing", async () => {
      const { db } = test.services;
      const { id } = v.parse(Enrolment, (await begin(shots)).body);
      const announced = await db
        .select({ name: tables.enrolmentPhoto.lakeName })
        .from(tables.enrolmentPhoto)
        .where(eq(tables.enrolmentPhoto.enrolmentId, id));
      for (const [i, pose] of POSES.entries()) await put(id, pose, shots[i]?.jpeg ?? new Uint8Array());
      const own = async () =>
        (await lakeNames(test)).filter((name) => announced.some((one) => one.name === name)).length;
      expect(await own()).toBe(5);
      await ask(test.app, "DELETE", "/v1/consent", { as: person });
      await until(async () => ((await own()) > 0 ? null : true));
      expect(await mineOf(test, person)).toMatchObject({ status: "rejected", code: "consent_withdrawn" });
      expect(await db.$count(tables.template, eq(tables.template.userId, person.id))).toBe(0);
    });

    it("withdrawn keeps no photo of a check-in that was announced before", async () => {
      const { person: gone, phone } = await enrolledStudent(test, shots);
      const { meeting } = await classroom(test, [gone]);
      const shot = shots[5];
      if (!shot) throw new Error("no shot");
      const sealed = await phone.seal(meeting.id, shot);
      await phone.sync(sealed);
      const checkIns = async () => (await lakeNames(test)).filter((name) => name.includes("checkin/")).length;
      const before = await checkIns();
      await ask(test.app, "DELETE", "/v1/consent", { as: gone });
      expect((await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg")).status).toBe(404);
      const { db } = test.services;
      expect(await db.$count(tables.blob, eq(tables.blob.did, phone.did))).toBe(0);
      await until(async () => ((await checkIns()) > before ? null : true));
    });

    it("confirmed after a check-in brings that check-in to the teacher's list", async () => {
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
  },
  { models: ["arcface-mbf"], faces: true },
);
