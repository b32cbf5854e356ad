import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { meeting } from "../../drizzle/schema.ts";
import { reconsiderEntry } from "../../server/queries/claims.ts";
import { findEntry } from "../../server/queries/entries.ts";
import { blindClaim, type Classroom, classroom, studentWithPhone } from "../support/classroom.ts";
import { ask } from "../support/people.ts";
import type { Phone } from "../support/phone.ts";
import { blindShot } from "../support/shots.ts";
import type { TestServices } from "../support/services.ts";

/** Claims that come before their meeting is known or open, or after its close. @param member a student of an open meeting, not enrolled */
export function earlyTests(
  services: () => TestServices,
  member: () => Promise<{ phone: Phone; room: Classroom }>,
): void {
  describe("a claim that comes before what it needs", () => {
    it("to a meeting that is not known yet is judged when the meeting is", async () => {
      const { person, phone } = await studentWithPhone(services());
      const room = await classroom(services(), [person]);
      const sid = uuidv7();
      const sealed = await phone.seal(sid, await blindShot());
      expect((await phone.sync(sealed)).results).toMatchObject([{ st: "pending", code: "meeting_unknown" }]);
      const { db } = services().services;
      const now = Date.now();
      await db.insert(meeting).values({
        id: sid,
        courseId: room.course.id,
        startsAt: new Date(now - 60_000),
        endsAt: new Date(now + 60_000),
        openedAt: new Date(now - 60_000),
      });
      const row = await findEntry(db, sealed.hash);
      if (row) await reconsiderEntry(db, row);
      expect((await phone.status()).results).toMatchObject([
        { h: sealed.hash, st: "pending", code: "enrolment" },
      ]);
    });

    it("early, to a meeting that is about to open, is judged when it opens", async () => {
      const { person, phone } = await studentWithPhone(services());
      const room = await classroom(services(), [person], { open: false });
      const { db } = services().services;
      const inTwoMinutes = {
        startsAt: new Date(Date.now() + 120_000),
        endsAt: new Date(Date.now() + 3_600_000),
      };
      await db.update(meeting).set(inTwoMinutes).where(eq(meeting.id, room.meeting.id));
      const sealed = await blindClaim(phone, room);
      expect((await phone.sync(sealed)).results).toMatchObject([{ st: "pending", code: "meeting_not_open" }]);
      const opened = await ask(services().app, "POST", `/v1/meetings/${room.meeting.id}/open`, {
        as: room.teacher,
      });
      expect(opened.status).toBe(200);
      expect((await findEntry(db, sealed.hash))?.code).toBe("enrolment");
    });

    it("an hour early is refused: a meeting of later cannot be attended now", async () => {
      const { person, phone } = await studentWithPhone(services());
      const room = await classroom(services(), [person], { open: false });
      const reply = await phone.sync(await blindClaim(phone, room));
      expect(reply.results).toMatchObject([{ st: "rejected", code: "meeting_not_open", need: [] }]);
    });

    it("after the close is refused, with the time of the capture, not of the arrival", async () => {
      const { phone, room } = await member();
      const during = await blindClaim(phone, room);
      await ask(services().app, "POST", `/v1/meetings/${room.meeting.id}/close`, { as: room.teacher });
      const past = new Date(Date.now() - 120_000);
      await services()
        .services.db.update(meeting)
        .set({ openedAt: new Date(past.getTime() - 60_000), closedAt: past })
        .where(eq(meeting.id, room.meeting.id));
      const reply = await phone.sync(during);
      expect(reply.results).toMatchObject([{ st: "rejected", code: "code_expired" }]);
      const earlier = { ...during.payload.t, cap: past.getTime() - 30_000 };
      const second = await phone.sync(await blindClaim(phone, room, { t: earlier }));
      expect(second.results).toMatchObject([{ st: "pending", code: "enrolment" }]);
    });
  });
}
