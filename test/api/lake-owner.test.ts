import { cp, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApp } from "../../server/app.ts";
import { NO_ASSETS } from "../../server/assets/prepare.ts";
import { LAKE_RULES_MS } from "../../server/domain/retention.ts";
import { reconcileDaily } from "../../server/jobs/upkeep/daily.ts";
import { tendUpkeep } from "../../server/jobs/upkeep/schedule.ts";
import { createFolderLake } from "../../server/lake/folder.ts";
import { LakeNotOurs, OWNER } from "../../server/lake/owner.ts";
import { createServices } from "../../server/services.ts";
import { Retention } from "../../shared/api/retention.ts";
import { utf8 } from "../../shared/bytes.ts";
import { classroom, studentWithPhone } from "../support/classroom.ts";
import { beside, runCommand } from "../support/command.ts";
import { lakeNames } from "../support/lake.ts";
import { ask, newPerson } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { blindShot } from "../support/shots.ts";

const DAY_MS = 24 * 3_600_000;
let test: TestServices;
let folder: string;
beforeAll(async () => {
  test = await createTestServices();
  folder = await mkdtemp(join(tmpdir(), "presente-owner-"));
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

const photosOf = ({ services }: TestServices) => join(services.config.dataDir, "photos");

/** The same program on the same database and with the same key, where other photos lie. */
async function startedOver(dataDir: string) {
  await cp(join(test.services.config.dataDir, "kek"), join(dataDir, "kek"));
  const config = { ...test.services.config, dataDir };
  const running = await createServices(config, { recogniser: null, assets: NO_ASSETS });
  return { ...running, app: createApp(running.services) };
}

/** Has a photo taken in. @returns its name in the lake */
async function keptPhoto(of: TestServices): Promise<string> {
  const before = new Set(await lakeNames(of));
  const { person, phone } = await studentWithPhone(of);
  const { meeting } = await classroom(of, [person]);
  const shot = await blindShot();
  await phone.sync(await phone.seal(meeting.id, shot));
  expect((await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg")).status).toBe(204);
  const name = (await lakeNames(of)).find((one) => !before.has(one));
  return name ?? "";
}

const lakeCommand = (of: TestServices, args: readonly string[]) => runCommand("lake", args, beside(of));

it("a disk that is not mounted at the start is no empty photo store: nothing is written there, and all goes on once it is", async () => {
  const name = await keptPhoto(test);
  let { app } = test;
  const { person, phone } = await studentWithPhone(test, async (path, init) => app.request(path, init));
  const { meeting } = await classroom(test, [person]);
  const admin = await newPerson(test, "administrator");
  const dataDir = join(folder, "unmounted");
  const again = await startedOver(dataDir);
  ({ app } = again);
  try {
    const shot = await blindShot();
    expect((await phone.sync(await phone.seal(meeting.id, shot))).results[0]).toMatchObject({
      st: "pending",
    });
    const refused = await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg");
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await expect(again.services.lake.get(name)).rejects.toBeInstanceOf(LakeNotOurs);
    await expect(reconcileDaily(again.services, new Date())).rejects.toBeInstanceOf(LakeNotOurs);
    expect(await readdir(join(dataDir, "photos"))).toEqual([".tmp"]);

    const told = async () => v.parse(Retention, (await ask(app, "GET", "/v1/retention", { as: admin })).body);
    const tend = tendUpkeep(again.services);
    await tend(new Date());
    expect(await told()).toMatchObject({ lake: "not_ours", lakeRules: { result: { set: false } } });
    await cp(photosOf(test), join(dataDir, "photos"), { recursive: true });
    expect((await told()).lake).toBe("here");
    await tend(new Date(Date.now() + LAKE_RULES_MS.refused));
    expect((await told()).lakeRules?.result.set).toBe(true);
    expect(await again.services.lake.expiry()).not.toEqual([]);
    expect(await again.services.lake.get(name)).not.toBeNull();
    expect((await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg")).status).toBe(204);
  } finally {
    await again.close();
  }
});

it("a photo store of before this was said is known by its photos", async () => {
  const name = await keptPhoto(test);
  const dataDir = join(folder, "older");
  await cp(photosOf(test), join(dataDir, "photos"), { recursive: true });
  await (await createFolderLake(join(dataDir, "photos"))).delete([OWNER]);
  const again = await startedOver(dataDir);
  expect(await again.services.lake.get(name)).not.toBeNull();
  expect(await again.services.lake.get(OWNER)).toEqual(await test.services.lake.get(OWNER));
  await again.close();
});

it("nothing of another installation's photo store is deleted, until an operator takes it over", async () => {
  const name = await keptPhoto(test);
  const dataDir = join(folder, "anothers");
  await cp(photosOf(test), join(dataDir, "photos"), { recursive: true });
  const long = new Date(Date.now() - 3 * DAY_MS);
  await utimes(join(dataDir, "photos", name), long, long);
  const other = await createTestServices({ config: { dataDir } });
  try {
    await expect(reconcileDaily(other.services, new Date())).rejects.toBeInstanceOf(LakeNotOurs);
    expect(await lakeCommand(other, ["reconcile", "--mend"])).toMatchObject({
      code: 1,
      said: expect.stringContaining("does not belong to this database"),
    });
    const compared = await lakeCommand(other, ["adopt"]);
    expect(compared).toMatchObject({ code: 0, said: expect.stringContaining("adopt --yes") });
    expect(compared.said).toMatch(/^(\d+) objects, of which this database does not know \1; 0 that/);
    await expect(other.services.lake.get(name)).rejects.toBeInstanceOf(LakeNotOurs);

    expect((await lakeCommand(other, ["adopt", "--yes"])).code).toBe(0);
    expect(await other.services.lake.get(name)).not.toBeNull();
    expect((await reconcileDaily(other.services, new Date()))?.deleted).toBe(1);
    expect(await other.services.lake.get(name)).toBeNull();
    expect((await lakeCommand(other, ["adopt"])).said).toContain("already");
  } finally {
    await other.close();
  }
}, 120_000);

it("an empty database does not take over photos that nobody has claimed", async () => {
  const dataDir = join(folder, "unclaimed");
  await (await createFolderLake(join(dataDir, "photos"))).put("sealed/checkin/00/somebodys", utf8("x"));
  const fresh = await createTestServices({ config: { dataDir } });
  await expect(fresh.services.lake.list("")).rejects.toBeInstanceOf(LakeNotOurs);
  await fresh.close();
});
