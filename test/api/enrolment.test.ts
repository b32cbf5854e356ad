import { eq } from "drizzle-orm";
import sharp from "sharp";
import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { Enrolment, type Pose, POSES } from "../../shared/api/enrolment.ts";
import { sha256 } from "../../shared/bytes.ts";
import { classroom, enrolledStudent, shotsOf, until } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, codeOf, giveConsent, newPerson, type Person } from "../support/people.ts";
import { type Shot, takeShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { reviewTests } from "./enrolment-review.ts";

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

    const mineOf = async (as: Person) =>
      v.parse(Enrolment, (await ask(test.app, "GET", "/v1/enrolments/mine", { as })).body);
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
        const mine = await mineOf(as);
        return mine.status === "checking" ? null : mine;
      });
    }

    it("asks for consent first", async () => {
      const without = await newPerson(test);
      const answer = await begin(shots, without);
      expect([answer.status, codeOf(answer)]).toEqual([403, "consent_needed"]);
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
      expect([wrong.status, codeOf(wrong)]).toEqual([422, "photo_mismatch"]);
      const huge = await put(id, "front", new Uint8Array(513 * 1024));
      expect([huge.status, codeOf(huge)]).toEqual([413, "too_large"]);
      const png = await ask(test.app, "PUT", `/v1/enrolments/${id}/photos/front`, {
        as: person,
        body: front.jpeg,
        headers: { "content-type": "image/png" },
      });
      expect([png.status, codeOf(png)]).toEqual([415, "unsupported_type"]);
      const stranger = await newPerson(test);
      expect((await put(id, "front", front.jpeg, stranger)).status).toBe(404);
      expect((await put(id, "up", front.jpeg)).status).toBe(422);
      expect(await mineOf(person)).toMatchObject({ status: "uploading", need: [...POSES] });
    });

    it("is not doubled by a photo that is sent again, nor by five at the same moment", async () => {
      const { id } = v.parse(Enrolment, (await begin(shots)).body);
      const sendAll = () => POSES.map((pose, i) => put(id, pose, shots[i]?.jpeg ?? new Uint8Array()));
      await Promise.all([...sendAll(), ...sendAll()]);
      const settled = await until(async () => {
        const mine = await mineOf(person);
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
      expect([third.status, codeOf(third)]).toEqual([409, "enrolment_open"]);
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
      expect([answer.status, codeOf(answer)]).toEqual([400, "bad_request"]);
    });

    reviewTests(() => ({ test, shots, person }), send, mineOf);

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
      expect(await mineOf(person)).toMatchObject({ status: "rejected", code: "consent_withdrawn" });
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
  },
  { models: ["arcface-mbf"], faces: true },
);
