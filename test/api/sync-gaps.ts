import { eq } from "drizzle-orm";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { audit, device, entry } from "../../drizzle/schema.ts";
import { reconsiderEntry } from "../../server/queries/claims.ts";
import { findEntry } from "../../server/queries/entries.ts";
import { SyncReply } from "../../shared/protocol/sync.ts";
import { blindClaim, type Classroom } from "../support/classroom.ts";
import type { Phone, Sealed } from "../support/phone.ts";
import type { TestServices } from "../support/services.ts";

const WEEK_AND_A_DAY_MS = 8 * 24 * 60 * 60_000;

/** What becomes of a chain whose phone has lost a part of it. @param member a student of an open meeting, not enrolled */
export function gapTests(
  services: () => TestServices["services"],
  member: () => Promise<{ phone: Phone; room: Classroom }>,
): void {
  async function chain(length: number) {
    const { phone, room } = await member();
    const sealed: Sealed[] = [];
    for (let i = 0; i < length; i++) sealed.push(await blindClaim(phone, room));
    return { phone, room, sealed };
  }
  const stored = async (phone: Phone) => {
    const rows = await services().db.select().from(entry).where(eq(entry.did, phone.did)).orderBy(entry.seq);
    return rows.map(({ seq, code, flags }) => [seq, code ?? "", flags] as const);
  };
  const codesOf = async (phone: Phone) => (await stored(phone)).map(([seq, code]) => `${seq} ${code}`);
  const declare = async (phone: Phone, lost: readonly number[]) =>
    v.parse(SyncReply, await (await phone.post([], { lost })).json());
  const statusOf = async (phone: Phone) =>
    (await services().db.select().from(device).where(eq(device.did, phone.did)))[0]?.status;

  describe("an entry that its phone has lost", () => {
    it("is waited for no longer once the phone declares it lost: the first behind it is doubted, the others are not", async () => {
      const { phone, room, sealed } = await chain(5);
      const [a, , , d, e] = sealed;
      await phone.sync(...[a, d, e].flatMap((one) => one ?? []));
      // more is missing than it says: nothing is passed over
      expect((await declare(phone, [2])).head.seq).toBe(1);
      expect(await codesOf(phone)).toEqual(["1 enrolment", "4 chain_hold", "5 chain_hold"]);
      const reply = await declare(phone, [2, 3]);
      expect(reply.head).toEqual({ seq: 5, h: e?.hash });
      expect(reply.results).toMatchObject([
        { seq: 4, st: "pending", code: "enrolment" },
        { seq: 5, st: "pending", code: "enrolment" },
      ]);
      expect(await stored(phone)).toEqual([
        [1, "enrolment", []],
        [4, "enrolment", ["chain_gap"]],
        [5, "enrolment", []],
      ]);
      const events = await services().db.select().from(audit).where(eq(audit.subjectId, phone.userId));
      expect(events.filter(({ action }) => action === "entries_declared_lost")).toMatchObject([
        { detail: { did: phone.did, seqs: [2, 3] } },
      ]);
      const next = await blindClaim(phone, room);
      expect((await phone.sync(next)).head).toEqual({ seq: 6, h: next.hash });
    });

    it("is taken when it turns up after all, and the doubt goes; in any order", async () => {
      const { phone, sealed } = await chain(4);
      const [a, b, c, d] = sealed;
      if (!a || !b || !c || !d) throw new Error("a chain of four");
      await phone.sync(a, d);
      await declare(phone, [2, 3]);
      expect((await phone.sync(b)).results).toMatchObject([{ seq: 2, code: "chain_hold" }]);
      expect((await phone.sync(c)).results).toMatchObject([{ seq: 3, code: "enrolment" }]);
      expect(await stored(phone)).toEqual([1, 2, 3, 4].map((seq) => [seq, "enrolment", []]));
      expect(await statusOf(phone)).toBe("active");
      // as old as what was signed upon it
      const [first, found] = await Promise.all([d, c].map(({ hash }) => findEntry(services().db, hash)));
      expect(found?.receivedAt).toEqual(first?.receivedAt);
    });

    it("is not anything that comes in its place: another past freezes the device", async () => {
      const { phone, room, sealed } = await chain(3);
      const [a, , c] = sealed;
      await phone.sync(...[a, c].flatMap((one) => one ?? []));
      await declare(phone, [2]);
      const made = await blindClaim(phone, room, { seq: 2, prev: a?.hash ?? "" });
      expect((await phone.post([made.jws])).status).toBe(409);
      expect(await statusOf(phone)).toBe("frozen");
    });

    it("is a teacher's matter after a week, and what comes behind waits no longer", async () => {
      const { phone, sealed } = await chain(4);
      const [a, , c, d] = sealed;
      if (!a || !c || !d) throw new Error("a chain of four");
      await phone.sync(a, c, d);
      const { db } = services();
      const receivedAt = new Date(Date.now() - WEEK_AND_A_DAY_MS);
      await db.update(entry).set({ receivedAt }).where(eq(entry.did, phone.did));
      const row = await findEntry(db, c.hash);
      if (!row) throw new Error("it is held");
      await reconsiderEntry(db, row);
      expect(await codesOf(phone)).toEqual(["1 enrolment", "3 chain_gap", "4 enrolment"]);
      expect((await declare(phone, [])).head).toEqual({ seq: 4, h: d.hash });
    });
  });
}
