import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { session } from "../../drizzle/schema.ts";
import { findEntry } from "../../server/queries/entries.ts";
import { generateDeviceKey } from "../../shared/protocol/keys.ts";
import { blindClaim, type Classroom, classroom, studentWithPhone } from "../support/classroom.ts";
import { ask, newPerson } from "../support/people.ts";
import { Phone, registration } from "../support/phone.ts";
import type { TestServices } from "../support/services.ts";

/** How a phone becomes a student's device, and what a new one does to the one before. */
export function deviceTests(
  services: () => TestServices,
  member: () => Promise<{ phone: Phone; room: Classroom }>,
): void {
  describe("a device", () => {
    it("whose phone has heard of more than the database knows, as after a restored backup, hears of what comes then", async () => {
      const { phone, room } = await member();
      await phone.sync(await blindClaim(phone, room));
      const { version } = await phone.status();
      const { sql } = services().services;
      await sql`alter sequence entry_version_seq restart with 1`;
      const next = await blindClaim(phone, room);
      await phone.sync(next);
      expect((await phone.status(version)).results.map(({ h }) => h)).toEqual([next.hash]);
      expect((await phone.status(Number.MAX_SAFE_INTEGER)).results).toEqual([]);
    });

    const register = async (cookie: string, body: unknown) =>
      ask(services().app, "POST", "/v1/devices", { as: { cookie }, body });

    it("that replaces another revokes it and is on probation for a day", async () => {
      const { person, phone } = await studentWithPhone(services());
      expect(phone.registered.probationUntil).toBeNull();
      const room = await classroom(services(), [person]);
      const earlier = await blindClaim(phone, room);
      await phone.sync(earlier);
      const late = await blindClaim(phone, room);
      const replacement = new Phone(async (path, init) => services().app.request(path, init), person.id);
      await replacement.register(person.cookie);
      expect(Date.parse(replacement.registered.probationUntil ?? "")).toBeGreaterThan(Date.now());
      // what was claimed before may be completed, what was only sealed before is a teacher's, what is sealed now is refused
      const reply = await phone.sync(earlier, late, await blindClaim(phone, room));
      expect(reply.results).toMatchObject([
        { st: "duplicate", was: "pending", code: "enrolment" },
        { st: "pending", code: "enrolment" },
        { st: "rejected", code: "device_revoked" },
      ]);
      expect((await findEntry(services().services.db, late.hash))?.flags).toEqual(["device_revoked"]);
      // nor does a clock that is set back help: the phone knows a time token from after it
      const now = await blindClaim(phone, room);
      const dated = await blindClaim(phone, room, { t: { ...now.payload.t, cap: late.payload.t.cap } });
      expect((await phone.sync(now, dated)).results[1]).toMatchObject({
        st: "rejected",
        code: "device_revoked",
      });
      expect((await phone.put(earlier.shot.claim.photo.h, earlier.shot.jpeg)).status).toBe(204);
    });

    it("is registered once for a challenge, and again with the same key when the answer was lost", async () => {
      const person = await newPerson(services());
      const made = await generateDeviceKey();
      const key = { key: made.privateKey, kid: made.kid };
      const inst = uuidv7();
      const challenge = async () =>
        (await ask(services().app, "POST", "/v1/devices/challenge", { as: person, body: { inst } })).body as {
          did: string;
          nonce: string;
        };
      const { did, nonce } = await challenge();
      const body = await registration({ did, nonce, inst, uid: person.id }, key, made.jwk);
      const first = await register(person.cookie, body);
      expect(first.status).toBe(201);
      expect((await register(person.cookie, body)).status).toBe(410);
      const second = await challenge();
      const again = await registration(
        { did: second.did, nonce: second.nonce, inst, uid: person.id },
        key,
        made.jwk,
      );
      expect((await register(person.cookie, again)).body).toEqual(first.body);
      // another student with the same key, and with the same installation
      const other = await newPerson(services());
      const theirs = { inst: uuidv7() };
      const third = (await ask(services().app, "POST", "/v1/devices/challenge", { as: other, body: theirs }))
        .body as typeof second;
      const stolen = await registration(
        { did: third.did, nonce: third.nonce, inst: theirs.inst, uid: other.id },
        key,
        made.jwk,
      );
      const refused = await register(other.cookie, stolen);
      expect(refused.body).toMatchObject({ error: { code: "device_of_another" } });
      const sameInstallation = await ask(services().app, "POST", "/v1/devices/challenge", {
        as: other,
        body: { inst },
      });
      expect(sameInstallation.body).toMatchObject({ error: { code: "device_of_another" } });
    });

    it("is not registered with a session of an hour ago", async () => {
      const person = await newPerson(services());
      const anHourAgo = new Date(Date.now() - 3_600_000);
      await services()
        .services.db.update(session)
        .set({ createdAt: anHourAgo })
        .where(eq(session.userId, person.id));
      const answer = await ask(services().app, "POST", "/v1/devices/challenge", {
        as: person,
        body: { inst: uuidv7() },
      });
      expect(answer).toMatchObject({ status: 401, body: { error: { code: "sign_in_again" } } });
    });

    it("is a student's", async () => {
      const teacher = await newPerson(services(), "teacher");
      const answer = await ask(services().app, "POST", "/v1/devices/challenge", {
        as: teacher,
        body: { inst: uuidv7() },
      });
      expect(answer.status).toBe(403);
    });
  });
}
