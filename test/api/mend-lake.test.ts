import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { blob } from "../../drizzle/schema.ts";
import type { Services } from "../../server/context.ts";
import { mendOrphans, ORPHAN_GRACE_MS } from "../../server/jobs/mend-lake.ts";
import { reconcile } from "../../server/jobs/reconcile.ts";
import { keepBlob } from "../../server/routes/keep-blob.ts";
import { classroom, studentWithPhone } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { ask } from "../support/people.ts";
import type { Sealed } from "../support/phone.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test?.close());

/** The moment at which what is put now is nobody's. */
const later = () => new Date(Date.now() + ORPHAN_GRACE_MS + 60_000);
const clean = { orphans: [], missing: [] };

async function announced() {
  const { person, phone } = await studentWithPhone(test);
  const { meeting } = await classroom(test, [person]);
  const sealed = await phone.seal(meeting.id, await blindShot());
  await phone.sync(sealed);
  return { person, phone, sealed };
}

/** The process dies at this step of keeping a photo. */
const STEPS: readonly [string, (s: Services) => Services, "nothing" | "an orphan"][] = [
  [
    "before the photo is in the lake",
    (s) => ({ ...s, lake: { ...s.lake, put: () => Promise.reject(new Error("died")) } }),
    "nothing",
  ],
  [
    "when the photo is in the lake, and its row is not begun",
    (s) => ({
      ...s,
      lake: {
        ...s.lake,
        async put(...args) {
          await s.lake.put(...args);
          throw new Error("died");
        },
      },
    }),
    "an orphan",
  ],
  [
    "in the transaction, before its commit",
    (s) => {
      const checkInDb = Object.create(s.checkInDb) as Services["checkInDb"];
      checkInDb.transaction = (work, config) =>
        s.checkInDb.transaction(async (tx) => {
          await work(tx);
          throw new Error("died");
        }, config);
      return { ...s, checkInDb };
    },
    "an orphan",
  ],
];

it.each(STEPS)("a process that dies %s leaves nothing that is not mended", async (_, dying, left) => {
  const { services } = test;
  const { phone, sealed } = await announced();
  const { h: hash } = sealed.shot.claim.photo;
  const of = { did: phone.did, hash, bytes: sealed.shot.jpeg };
  await expect(keepBlob(dying(services), of)).rejects.toThrow("died");
  const { orphans, missing } = await reconcile(services);
  expect(missing).toEqual([]);
  expect(orphans).toHaveLength(left === "nothing" ? 0 : 1);

  // not yet: the phone may be about to send it again
  expect(await mendOrphans(services, orphans, new Date())).toHaveLength(0);
  expect(await mendOrphans(services, orphans, later())).toHaveLength(orphans.length);
  expect(await reconcile(services)).toMatchObject(clean);
  await keepBlob(services, of);
  expect(await reconcile(services)).toMatchObject(clean);
});

it("what was an orphan and is somebody's by the time it is to be deleted stays", async () => {
  const { services } = test;
  const { phone, sealed } = await announced();
  const of = { did: phone.did, hash: sealed.shot.claim.photo.h, bytes: sealed.shot.jpeg };
  const [, dies] = STEPS[1] ?? [];
  await expect(keepBlob(dies?.(services) ?? services, of)).rejects.toThrow("died");
  const { orphans } = await reconcile(services);
  await keepBlob(services, of);
  expect(await mendOrphans(services, orphans, later())).toHaveLength(0);
  expect(await reconcile(services)).toMatchObject(clean);
});

it("a withdrawal whose photos were not deleted leaves orphans, which go", async () => {
  const { services } = test;
  const { person, phone, sealed } = await announced();
  await keepBlob(services, { did: phone.did, hash: sealed.shot.claim.photo.h, bytes: sealed.shot.jpeg });
  // the job that deletes them is lost with the queue
  await ask(test.app, "DELETE", "/v1/consent", { as: person });
  await services.sql`delete from graphile_worker._private_jobs`;
  const { orphans } = await reconcile(services);
  expect(orphans).toHaveLength(1);
  expect(await mendOrphans(services, orphans, later())).toHaveLength(1);
  expect(await reconcile(services)).toMatchObject(clean);
});

it("a photo that the lake has lost is told by its name", async () => {
  const { services } = test;
  const { phone, sealed }: { phone: { did: string }; sealed: Sealed } = await announced();
  await keepBlob(services, { did: phone.did, hash: sealed.shot.claim.photo.h, bytes: sealed.shot.jpeg });
  const [row] = await services.db.select().from(blob).where(eq(blob.did, phone.did));
  await services.lake.delete([row?.lakeName ?? ""]);
  expect(await reconcile(services)).toMatchObject({ orphans: [], missing: [row?.lakeName] });
  expect(await lakeNames(test)).not.toContain(row?.lakeName);
});
