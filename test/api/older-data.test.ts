import { afterAll, beforeAll, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as tables from "../../drizzle/schema.ts";
import { sealOld, tendVault } from "../../server/jobs/seal-old.ts";
import { verifyEntryJob } from "../../server/jobs/verify-entry.ts";
import { anchors } from "../../server/queries/enrolments.ts";
import { countUnsealed } from "../../server/queries/unsealed.ts";
import { getPhoto } from "../../server/vault/photos.ts";
import { openTemplates } from "../../server/vault/templates.ts";
import { POSES } from "../../shared/api/enrolment.ts";
import { cellRecogniser, cellShot, cellStudent } from "../support/cells.ts";
import { classroom, type Student, studentWithPhone } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { ask } from "../support/people.ts";
import type { Sealed } from "../support/phone.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { storedEnrolment } from "../support/stored.ts";

const never = new AbortController().signal;
let test: TestServices;
beforeAll(async () => {
  test = await createTestServices({ recogniser: cellRecogniser });
});
afterAll(() => test?.close());

/** A check-in whose photo and embedding lie in the lake as versions before the vault left them; not looked at yet. */
async function olderCheckIn(student: Student): Promise<Sealed> {
  const { db, lake } = test.services;
  const { meeting } = await classroom(test, [student.person]);
  const sealed = await student.phone.seal(meeting.id, await cellShot(student.person.id, uuidv7()));
  await student.phone.sync(sealed);
  const { did } = student.phone;
  const { photo, emb } = sealed.shot.claim;
  for (const [hash, bytes] of [
    [photo.h, sealed.shot.jpeg],
    [emb.h, sealed.shot.embedding],
  ] as const) {
    const lakeName = `checkins/${did}/${hash}`;
    await lake.put(lakeName, bytes);
    // the simulated face of a person has the same embedding in each photo
    await db.insert(tables.blob).values({ hash, did, bytes: bytes.length, lakeName }).onConflictDoNothing();
  }
  await db.update(tables.entry).set({ code: "verify" }).where(eq(tables.entry.hash, sealed.hash));
  return sealed;
}

const names = async (prefix: string) => (await lakeNames(test)).filter((name) => name.startsWith(prefix));
const plain = async () => (await lakeNames(test)).filter((name) => !name.startsWith("sealed/"));

it("what an installation from before the vault has in the clear is read as it is, sealed, and read again", async () => {
  const { services } = test;
  const { db } = services;
  const ana = await cellStudent(test);
  const [looked, waiting] = [await olderCheckIn(ana), await olderCheckIn(ana)];
  await verifyEntryJob(services, looked);
  expect(await ana.phone.outcome(looked.hash)).toMatchObject({ st: "accepted" });
  expect((await countUnsealed(db)).objects).toBeGreaterThan(3);

  // broken off after its first steps, run again, and twice at once
  const stop = new AbortController();
  const stopping = { ...services, log: services.log, lake: { ...services.lake, put: stopAfterPut(stop) } };
  await sealOld(stopping, stop.signal);
  await Promise.all([sealOld(services, never), sealOld(services, never)]);
  expect(await countUnsealed(db)).toEqual({ templates: 0, objects: expect.any(Number) });
  expect(await sealOld(services, never)).toBe(0);

  // the check-in that was waiting is looked at as if nothing had happened
  await verifyEntryJob(services, waiting);
  expect(await ana.phone.outcome(waiting.hash)).toMatchObject({ st: "accepted" });
  for (const { shot } of [looked, waiting]) {
    const [photo] = await db.select().from(tables.photo).where(eq(tables.photo.sha256, shot.claim.photo.h));
    expect(photo?.lakeName).toMatch(/^sealed\/checkin\//);
    expect(photo && (await getPhoto(services, photo))).toEqual(Buffer.from(shot.jpeg));
  }
  const of = { userId: ana.person.id, aligner: "server" as const, modelDigest: cellRecogniser.model.digest };
  const rows = await anchors(db, of, ["confirmed"]);
  expect(rows.map(({ sealed }) => sealed)).toEqual([true]);
  expect(await openTemplates(services.vault.opener, rows)).toHaveLength(1);
  // what is in the clear goes an hour later, by jobs that are waiting
  const jobs = await services.sql<{ n: number }[]>`select count(*)::int as n from graphile_worker.jobs
    where task_identifier = 'delete_lake_objects' and run_at > now() + interval '50 minutes'`;
  expect(jobs[0]?.n).toBeGreaterThanOrEqual(3);
});

/** A put that ends the round. */
function stopAfterPut(stop: AbortController): TestServices["services"]["lake"]["put"] {
  return async (...args) => {
    stop.abort();
    return test.services.lake.put(...args);
  };
}

it("an enrolment in the clear is sealed under the name that a withdrawal will delete", async () => {
  const { services } = test;
  const ben = await cellStudent(test);
  const id = await storedEnrolment(test, ben.person.id);
  await sealOld(services, never);
  const rows = await services.db
    .select()
    .from(tables.enrolmentPhoto)
    .where(eq(tables.enrolmentPhoto.enrolmentId, id));
  expect(rows.map(({ lakeName }) => lakeName?.startsWith("sealed/enrolment/"))).toEqual(
    POSES.map(() => true),
  );
  const [job] = await services.sql<{ id: string }[]>`select max(id)::text as id from graphile_worker.jobs`;
  await ask(test.app, "DELETE", "/v1/consent", { as: ben.person });
  const [deleting] = await services.sql<{ payload: { names: string[] } }[]>`
    select payload from graphile_worker._private_jobs where id > ${job?.id ?? "0"}::bigint order by id desc limit 1`;
  expect(deleting?.payload.names).toEqual(expect.arrayContaining(rows.map(({ lakeName }) => lakeName)));
});

it("forgotten while it is being sealed, a photo leaves nothing behind", async () => {
  const { services } = test;
  const eva = await studentWithPhone(test);
  await olderCheckIn(eva);
  const before = await names("sealed/");
  const withdrawing: TestServices["services"]["lake"]["get"] = async (name) => {
    const bytes = await services.lake.get(name);
    const answer = await ask(test.app, "DELETE", "/v1/consent", { as: eva.person });
    expect(answer.status).toBe(200);
    return bytes;
  };
  await sealOld({ ...services, lake: { ...services.lake, get: withdrawing } }, never);
  expect(await names("sealed/")).toEqual(before);
});

it("where a start finds nothing in the clear, nothing is looked for any more", async () => {
  const fresh = await createTestServices();
  const tend = tendVault(fresh.services);
  await tend();
  const { db } = fresh.services;
  const student = await cellStudent(fresh);
  await tend();
  expect((await countUnsealed(db)).templates).toBeGreaterThan(0);
  expect(await lakeNames(fresh)).toEqual([]);
  expect(student.person.id).not.toBe("");
  await fresh.close();
});

it("nothing in the clear is left in the tests' own lake but what waits to be deleted", async () => {
  const [row] = await test.services.sql<{ names: string[] }[]>`
    select array_agg(n) as names from graphile_worker._private_jobs j,
      json_array_elements_text(j.payload -> 'names') n`;
  for (const name of await plain()) expect(row?.names ?? []).toContain(name);
});
