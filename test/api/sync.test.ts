import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit, device, entry } from "../../drizzle/schema.ts";
import { findEntry } from "../../server/queries/entries.ts";
import { sealEntry } from "../../shared/protocol/seal.ts";
import { SyncReply } from "../../shared/protocol/sync.ts";
import { blindClaim, type Classroom, classroom, studentWithPhone } from "../support/classroom.ts";
import type { Phone } from "../support/phone.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { deviceTests } from "./sync-devices.ts";
import { gapTests } from "./sync-gaps.ts";
import { earlyTests } from "./sync-early.ts";
import { requestTests } from "./sync-requests.ts";

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

/** A student of an open meeting, whose face is not enrolled: claims that pass wait for that. */
async function member(): Promise<{ phone: Phone; room: Classroom }> {
  const { person, phone } = await studentWithPhone(test);
  return { phone, room: await classroom(test, [person]) };
}
const stored = (phone: Phone) =>
  test.services.db.select().from(entry).where(eq(entry.did, phone.did)).orderBy(entry.seq);

/** Sends what splits the chain: 409, with the word on each. */
async function forked(phone: Phone, entries: readonly string[]) {
  const answer = await phone.post(entries);
  expect(answer.status).toBe(409);
  const { error, ...reply } = v.parse(v.looseObject({ error: v.looseObject({}) }), await answer.json());
  expect(error).toMatchObject({ code: "chain_fork" });
  return v.parse(SyncReply, reply).results;
}

describe("a batch of claims", () => {
  it("is committed entry by entry, and its head is the phone's", async () => {
    const { phone, room } = await member();
    const sealed = [
      await blindClaim(phone, room),
      await blindClaim(phone, room),
      await blindClaim(phone, room),
    ];
    const reply = await phone.sync(...sealed);
    expect(reply.results.map(({ h, seq, st, code }) => [h, seq, st, code])).toEqual(
      sealed.map(({ hash, payload }) => [hash, payload.seq, "pending", "enrolment"]),
    );
    expect(reply.head).toEqual(phone.head);
    expect((await stored(phone)).map(({ jws }) => jws)).toEqual(sealed.map(({ jws }) => jws));
  });

  it("holds what comes before its ancestors, and releases it when they come", async () => {
    const { phone, room } = await member();
    const [a, b, c, d] = [
      await blindClaim(phone, room),
      await blindClaim(phone, room),
      await blindClaim(phone, room),
      await blindClaim(phone, room),
    ];
    const early = await phone.sync(d, b);
    expect(early.results).toMatchObject([{ code: "chain_hold" }, { code: "chain_hold" }]);
    expect(early.head.seq).toBe(0);
    expect((await phone.sync(a)).head).toEqual({ seq: 2, h: b.hash });
    const late = await phone.sync(c);
    expect(late.head).toEqual({ seq: 4, h: d.hash });
    expect((await stored(phone)).map(({ code }) => code)).toEqual(
      Array.from({ length: 4 }, () => "enrolment"),
    );
  });

  it("bounds the arrival of ancestors by that of a descendant", async () => {
    const { phone, room } = await member();
    const [a, b] = [await blindClaim(phone, room), await blindClaim(phone, room)];
    await phone.sync(b);
    const receivedAt = new Date(Date.now() - 6 * 60_000);
    await test.services.db.update(entry).set({ receivedAt }).where(eq(entry.hash, b.hash));
    await phone.sync(a);
    expect((await stored(phone)).map((one) => one.receivedAt)).toEqual([receivedAt, receivedAt]);
  });

  it("repeats what is stored for a duplicate, also twice in one batch and at the same moment", async () => {
    const { phone, room } = await member();
    const sealed = await blindClaim(phone, room);
    const replies = await Promise.all([phone.sync(sealed, sealed), phone.sync(sealed), phone.sync(sealed)]);
    const states = replies
      .flatMap(({ results }) => results.map(({ st }) => st))
      .toSorted((x, y) => x.localeCompare(y));
    expect(states).toEqual(["duplicate", "duplicate", "duplicate", "pending"]);
    expect(await stored(phone)).toHaveLength(1);
  });

  it("with a second entry in a taken place freezes the device and refuses that entry", async () => {
    const { phone, room } = await member();
    const first = await blindClaim(phone, room);
    await phone.sync(first);
    const second = await blindClaim(phone, room);
    const fork = await blindClaim(phone, room, { seq: 1, prev: first.payload.prev });
    const [refused] = await forked(phone, [fork.jws]);
    expect(refused).toEqual({ h: fork.hash, seq: 1, st: "rejected", code: "seq_fork", need: [] });
    // what stands beside it is committed all the same, and said so
    expect(await forked(phone, [fork.jws, second.jws])).toMatchObject([
      { st: "rejected", code: "seq_fork" },
      { h: second.hash, st: "pending" },
    ]);
    expect((await stored(phone)).map(({ hash }) => hash)).toEqual([first.hash, second.hash]);
    const { db } = test.services;
    expect((await db.select().from(device).where(eq(device.did, phone.did)))[0]?.status).toBe("frozen");
    const witnesses = await db.select().from(audit).where(eq(audit.action, "device_forked"));
    expect(witnesses.map(({ detail }) => detail)).toContainEqual({ did: phone.did, seq: 1, jws: fork.jws });
    phone.head = { seq: 2, h: second.hash };
    const next = await blindClaim(phone, room);
    await phone.sync(next);
    expect((await findEntry(db, next.hash))?.flags).toEqual(["frozen"]);
  });

  it("with an entry that names another past freezes the device", async () => {
    const { phone, room } = await member();
    await phone.sync(await blindClaim(phone, room));
    const [refused] = await forked(phone, [(await blindClaim(phone, room, { prev: "B".repeat(43) })).jws]);
    expect(refused).toMatchObject({ st: "rejected", code: "seq_fork" });
  });

  it("that signs the same claim anew stores it once and freezes nothing", async () => {
    const { phone, room } = await member();
    const sealed = await blindClaim(phone, room);
    await phone.sync(sealed);
    const again = await sealEntry(sealed.payload, phone.key);
    const reply = await phone.sync(again);
    expect(reply.results).toMatchObject([{ st: "rejected", code: "replayed" }]);
    const [row] = await test.services.db.select().from(device).where(eq(device.did, phone.did));
    expect(row?.status).toBe("active");
  });

  it("hears whose photos are not here after a while", async () => {
    const { phone, room } = await member();
    const sealed = await blindClaim(phone, room);
    await phone.sync(sealed);
    expect((await phone.sync()).results).toEqual([]);
    const { db } = test.services;
    await db.update(entry).set({ code: "blob" }).where(eq(entry.hash, sealed.hash));
    expect((await phone.sync()).results).toEqual([]);
    const receivedAt = new Date(Date.now() - 6 * 60_000);
    await db.update(entry).set({ receivedAt }).where(eq(entry.hash, sealed.hash));
    const { photo, emb } = sealed.shot.claim;
    const wanted = {
      h: sealed.hash,
      seq: 1,
      st: "pending",
      code: "blob",
      need: [`blob:${photo.h}`, `blob:${emb.h}`],
    };
    expect((await phone.sync()).results).toEqual([wanted]);
    const next = await blindClaim(phone, room);
    expect((await phone.sync(next)).results).toMatchObject([{ h: next.hash }, wanted]);
    expect((await phone.sync(sealed)).results).toMatchObject([{ h: sealed.hash, st: "duplicate" }]);
  });

  it("may be empty: it asks for the time", async () => {
    const { phone } = await member();
    const reply = await phone.sync();
    expect(reply).toMatchObject({ results: [], rcpt: null, head: { seq: 0 } });
  });

  it("gives a lower bound to what is sealed after it", async () => {
    const { phone, room } = await member();
    const before = Date.now();
    await phone.sync();
    const sealed = await blindClaim(phone, room);
    await phone.sync(sealed);
    expect((await findEntry(test.services.db, sealed.hash))?.lowerMs).toBeGreaterThanOrEqual(before);
    // an entry that names a token of another device is bounded by its ancestors alone
    const { phone: other, room: otherRoom } = await member();
    const foreign = await blindClaim(other, otherRoom, { t: sealed.payload.t });
    await other.sync(foreign);
    expect((await findEntry(test.services.db, foreign.hash))?.lowerMs).toBeNull();
  });
});

gapTests(() => test.services, member);

requestTests(() => test, member);

earlyTests(() => test, member);

describe("the status of entries", () => {
  it("is what changed since a version, of this device alone", async () => {
    const { phone, room } = await member();
    const { phone: other, room: otherRoom } = await member();
    await other.sync(await blindClaim(other, otherRoom));
    await phone.sync(await blindClaim(phone, room), await blindClaim(phone, room));
    const first = await phone.status();
    expect(first.results.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await phone.status(first.version)).toEqual({ version: first.version, results: [] });
    await phone.sync(await blindClaim(phone, room));
    expect((await phone.status(first.version)).results.map(({ seq }) => seq)).toEqual([3]);
  });
});

deviceTests(() => test, member);
