import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { timeToken } from "../../drizzle/schema.ts";
import { forgetTimeTokens } from "../../server/queries/time-tokens.ts";
import { newNonce } from "../../shared/protocol/request.ts";
import { studentWithPhone } from "../support/classroom.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const DAY_MS = 24 * 60 * 60_000;
let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

it("time tokens are forgotten but for the last of each device's day, and after half a year altogether", async () => {
  const { db } = test.services;
  const phones = [(await studentWithPhone(test)).phone, (await studentWithPhone(test)).phone];
  const noon = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS / 2;
  const at = (days: number, minutes = 0) => noon - days * DAY_MS + minutes * 60_000;
  const kept = [at(1, 5), at(1), at(10, 9), at(170, 3)];
  const given = [...kept, at(10), at(10, 4), at(170), at(181), at(400)];
  for (const { did } of phones)
    await db.insert(timeToken).values(given.map((ms) => ({ hash: newNonce(), did, ms })));
  expect(await forgetTimeTokens(db, Date.now())).toBe(2 * (given.length - kept.length));
  for (const { did } of phones) {
    const rows = await db.select({ ms: timeToken.ms }).from(timeToken).where(eq(timeToken.did, did));
    expect(rows.map(({ ms }) => ms).toSorted((a, b) => b - a)).toEqual(kept);
  }
  expect(await forgetTimeTokens(db, Date.now())).toBe(0);
});
