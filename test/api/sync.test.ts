import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit, device, entry, meeting } from "../../drizzle/schema.ts";
import { reconsiderEntry } from "../../server/queries/claims.ts";
import { findEntry } from "../../server/queries/entries.ts";
import { utf8 } from "../../shared/bytes.ts";
import { newNonce, signRequest } from "../../shared/protocol/request.ts";
import { sealEntry } from "../../shared/protocol/seal.ts";
import { SyncReply } from "../../shared/protocol/sync.ts";
import { type Classroom, classroom, studentWithPhone } from "../support/classroom.ts";
import { ask } from "../support/people.ts";
import { blindShot, type Phone } from "../support/phone.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { deviceTests } from "./sync-devices.ts";
import { gapTests } from "./sync-gaps.ts";

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
const seal = async (phone: Phone, room: Classroom, over = {}) =>
  phone.seal(room.meeting.id, await blindShot(), over);
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
    const sealed = [await seal(phone, room), await seal(phone, room), await seal(phone, room)];
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
      await seal(phone, room),
      await seal(phone, room),
      await seal(phone, room),
      await seal(phone, room),
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
    const [a, b] = [await seal(phone, room), await seal(phone, room)];
    await phone.sync(b);
    const first = (await findEntry(test.services.db, b.hash))?.receivedAt;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await phone.sync(a);
    expect((await stored(phone)).map(({ receivedAt }) => receivedAt)).toEqual([first, first]);
  });

  it("repeats what is stored for a duplicate, also twice in one batch and at the same moment", async () => {
    const { phone, room } = await member();
    const sealed = await seal(phone, room);
    const replies = await Promise.all([phone.sync(sealed, sealed), phone.sync(sealed), phone.sync(sealed)]);
    const states = replies
      .flatMap(({ results }) => results.map(({ st }) => st))
      .toSorted((x, y) => x.localeCompare(y));
    expect(states).toEqual(["duplicate", "duplicate", "duplicate", "pending"]);
    expect(await stored(phone)).toHaveLength(1);
  });

  it("with a second entry in a taken place freezes the device and refuses that entry", async () => {
    const { phone, room } = await member();
    const first = await seal(phone, room);
    await phone.sync(first);
    const second = await seal(phone, room);
    const fork = await phone.seal(room.meeting.id, await blindShot(), { seq: 1, prev: first.payload.prev });
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
    const next = await seal(phone, room);
    await phone.sync(next);
    expect((await findEntry(db, next.hash))?.flags).toEqual(["frozen"]);
  });

  it("with an entry that names another past freezes the device", async () => {
    const { phone, room } = await member();
    await phone.sync(await seal(phone, room));
    const [refused] = await forked(phone, [(await seal(phone, room, { prev: "B".repeat(43) })).jws]);
    expect(refused).toMatchObject({ st: "rejected", code: "seq_fork" });
  });

  it("that signs the same claim anew stores it once and freezes nothing", async () => {
    const { phone, room } = await member();
    const sealed = await seal(phone, room);
    await phone.sync(sealed);
    const again = await sealEntry(sealed.payload, phone.key);
    const reply = await phone.sync(again);
    expect(reply.results).toMatchObject([{ st: "rejected", code: "replayed" }]);
    const [row] = await test.services.db.select().from(device).where(eq(device.did, phone.did));
    expect(row?.status).toBe("active");
  });

  it("hears whose photos are not here after a while", async () => {
    const { phone, room } = await member();
    const sealed = await seal(phone, room);
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
    const next = await seal(phone, room);
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
    const sealed = await seal(phone, room);
    await phone.sync(sealed);
    expect((await findEntry(test.services.db, sealed.hash))?.lowerMs).toBeGreaterThanOrEqual(before);
    // an entry that names a token of another device is bounded by its ancestors alone
    const { phone: other, room: otherRoom } = await member();
    const foreign = await seal(other, otherRoom, { t: sealed.payload.t });
    await other.sync(foreign);
    expect((await findEntry(test.services.db, foreign.hash))?.lowerMs).toBeNull();
  });
});

gapTests(() => test.services, member);

describe("a request without a cookie", () => {
  const post = (phone: Phone, authorization: string | undefined, body: Uint8Array<ArrayBuffer>) =>
    test.app.request("/v1/sync", {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization !== undefined && { authorization }) },
      body,
    });
  const batch = (phone: Phone) => utf8(JSON.stringify({ v: 1, did: phone.did, n: newNonce(), entries: [] }));

  it("is the device's by its signature over method, path and body", async () => {
    const { phone } = await member();
    const body = batch(phone);
    const sign = (over: object) =>
      signRequest({ method: "POST", path: "/v1/sync", body, did: phone.did, ...over }, phone.key);
    expect((await post(phone, await sign({}), body)).status).toBe(200);
    const wrong = [
      undefined,
      "FA1 x",
      await sign({ method: "PUT" }),
      await sign({ path: "/v1/sync?x" }),
      await sign({ body: utf8("{}") }),
    ];
    for (const authorization of [...wrong, await sign({ did: uuidv7() })]) {
      expect((await post(phone, authorization, body)).status).toBe(401);
    }
  });

  it("is told to wait when its proof was used, and does no harm", async () => {
    const { phone, room } = await member();
    const sealed = await seal(phone, room);
    const body = utf8(JSON.stringify({ v: 1, did: phone.did, n: newNonce(), entries: [sealed.jws] }));
    const authorization = await signRequest(
      { method: "POST", path: "/v1/sync", body, did: phone.did },
      phone.key,
    );
    expect((await post(phone, authorization, body)).status).toBe(200);
    const replay = await post(phone, authorization, body);
    expect([replay.status, replay.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await stored(phone)).toHaveLength(1);
  });

  it.each<[string, (phone: Phone) => string | Promise<string>, number]>([
    ["that is no JSON", () => "{", 400],
    ["of another device", () => JSON.stringify({ v: 1, did: uuidv7(), n: newNonce(), entries: [] }), 400],
    [
      "with an unknown field",
      (p) => JSON.stringify({ v: 1, did: p.did, n: newNonce(), entries: [], x: 1 }),
      400,
    ],
    [
      "with an entry that is none",
      (p) => JSON.stringify({ v: 1, did: p.did, n: newNonce(), entries: ["a b"] }),
      400,
    ],
    [
      "of a version that has ended",
      (p) => JSON.stringify({ v: 0, did: p.did, n: newNonce(), entries: [] }),
      426,
    ],
    [
      "of 300 kB",
      (p) => JSON.stringify({ v: 1, did: p.did, n: newNonce(), entries: ["a".repeat(300_000)] }),
      413,
    ],
  ])("%s is refused whole", async (_what, make, status) => {
    const { phone } = await member();
    const body = utf8(await make(phone));
    expect((await phone.request("POST", "/v1/sync", body, "application/json")).status).toBe(status);
  });

  it("of another content type is refused before anything else", async () => {
    const { phone } = await member();
    expect((await phone.request("POST", "/v1/sync", batch(phone), "text/plain")).status).toBe(415);
  });
});

describe("a claim that comes before what it needs", () => {
  it("to a meeting that is not known yet is judged when the meeting is", async () => {
    const { person, phone } = await studentWithPhone(test);
    const room = await classroom(test, [person]);
    const sid = uuidv7();
    const sealed = await phone.seal(sid, await blindShot());
    expect((await phone.sync(sealed)).results).toMatchObject([{ st: "pending", code: "meeting_unknown" }]);
    const { db } = test.services;
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
    const { person, phone } = await studentWithPhone(test);
    const room = await classroom(test, [person], { open: false });
    const { db } = test.services;
    const inTwoMinutes = {
      startsAt: new Date(Date.now() + 120_000),
      endsAt: new Date(Date.now() + 3_600_000),
    };
    await db.update(meeting).set(inTwoMinutes).where(eq(meeting.id, room.meeting.id));
    const sealed = await phone.seal(room.meeting.id, await blindShot());
    expect((await phone.sync(sealed)).results).toMatchObject([{ st: "pending", code: "meeting_not_open" }]);
    const opened = await ask(test.app, "POST", `/v1/meetings/${room.meeting.id}/open`, { as: room.teacher });
    expect(opened.status).toBe(200);
    expect((await findEntry(db, sealed.hash))?.code).toBe("enrolment");
  });

  it("an hour early is refused: a meeting of later cannot be attended now", async () => {
    const { person, phone } = await studentWithPhone(test);
    const room = await classroom(test, [person], { open: false });
    const reply = await phone.sync(await phone.seal(room.meeting.id, await blindShot()));
    expect(reply.results).toMatchObject([{ st: "rejected", code: "meeting_not_open", need: [] }]);
  });

  it("after the close is refused, with the time of the capture, not of the arrival", async () => {
    const { phone, room } = await member();
    const during = await seal(phone, room);
    await ask(test.app, "POST", `/v1/meetings/${room.meeting.id}/close`, { as: room.teacher });
    const past = new Date(Date.now() - 120_000);
    await test.services.db
      .update(meeting)
      .set({ openedAt: new Date(past.getTime() - 60_000), closedAt: past })
      .where(eq(meeting.id, room.meeting.id));
    const reply = await phone.sync(during);
    expect(reply.results).toMatchObject([{ st: "rejected", code: "code_expired" }]);
    const earlier = { ...during.payload.t, cap: past.getTime() - 30_000 };
    const second = await phone.sync(await seal(phone, room, { t: earlier }));
    expect(second.results).toMatchObject([{ st: "pending", code: "enrolment" }]);
  });
});

describe("the status of entries", () => {
  it("is what changed since a version, of this device alone", async () => {
    const { phone, room } = await member();
    const { phone: other, room: otherRoom } = await member();
    await other.sync(await seal(other, otherRoom));
    await phone.sync(await seal(phone, room), await seal(phone, room));
    const first = await phone.status();
    expect(first.results.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await phone.status(first.version)).toEqual({ version: first.version, results: [] });
    await phone.sync(await seal(phone, room));
    expect((await phone.status(first.version)).results.map(({ seq }) => seq)).toEqual([3]);
  });
});

deviceTests(() => test, member);
