import { rename } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isOutage } from "../../server/outage.ts";
import { LakeAway } from "../../server/lake/lake.ts";
import { utf8 } from "../../shared/bytes.ts";
import { classroom, studentWithPhone } from "../support/classroom.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test_: TestServices;
beforeAll(async () => {
  test_ = await createTestServices();
});
afterAll(() => test_?.close());

test("a connection that breaks between two queries of a transaction ends the transaction, not the server", async () => {
  const { db } = test_.services;
  type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];
  const breaks = async (tx: Tx) => {
    const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await db.execute(sql`select pg_terminate_backend(${row?.pid ?? 0})`);
    for (let i = 0; i < 3; i++) await tx.execute(sql`select 1`);
  };
  const refused = await db.transaction(breaks).catch((error: unknown) => error);
  expect(isOutage(refused)).toBe(true);
  for (let i = 0; i < 30; i++) await db.execute(sql`select 1`);
});

test("while the photo store is away claims are taken, photos are refused with 503 for later, and none is called lost", async () => {
  const { lake, config } = test_.services;
  const { person, phone } = await studentWithPhone(test_);
  const { meeting } = await classroom(test_, [person]);
  const shot = await blindShot();
  const store = join(config.dataDir, "photos");
  await lake.put("kept", utf8("a photo of before"));
  await rename(store, `${store}.away`);
  const sealed = await phone.seal(meeting.id, shot);
  expect((await phone.sync(sealed)).results[0]).toMatchObject({ st: "pending" });
  const refused = await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg");
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  await expect(lake.get("kept")).rejects.toBeInstanceOf(LakeAway);
  await expect(lake.head("kept")).rejects.toBeInstanceOf(LakeAway);
  await rename(`${store}.away`, store);
  expect(await lake.get("kept")).toEqual(Buffer.from("a photo of before"));
  expect((await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg")).status).toBe(204);
});
