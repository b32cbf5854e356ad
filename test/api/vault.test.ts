import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq, isNotNull } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as tables from "../../drizzle/schema.ts";
import { anchors } from "../../server/queries/enrolments.ts";
import { eraseStudentKey } from "../../server/queries/student-keys.ts";
import { addKekVersion, kekFileReader, makeKekFile } from "../../server/vault/kek-file.ts";
import { ringKek } from "../../server/vault/kek.ts";
import { getPhoto, putPhoto } from "../../server/vault/photos.ts";
import { openTemplates } from "../../server/vault/templates.ts";
import { openVault } from "../../server/vault/vault.ts";
import { keyContext, retireKek, rewrap } from "../../server/vault/wrapping.ts";
import { cellRecogniser, enrollingRecogniser as recogniser } from "../support/cells.ts";
import { dumpTables } from "../support/dump.ts";
import { lakeNames } from "../support/lake.ts";
import { newPerson } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { checkedIn, type Enrolled, photosOf, readable } from "../support/vaulted.ts";
import { withdrawnTests } from "./vault-withdrawn.ts";

const log = pino({ level: "silent" });
const MODEL = cellRecogniser.model.digest;

let test: TestServices;
let ana: Enrolled;
let kekPath: string;
beforeAll(async () => {
  test = await createTestServices({ recogniser, jobs: true });
  ana = await checkedIn(test);
  kekPath = join(test.services.config.dataDir, "kek");
});
afterAll(() => test?.close());

/** Everything that somebody has who took the bucket and a dump of the whole database, in one piece. */
async function loot({ services: { sql, lake } }: TestServices): Promise<Buffer> {
  const objects = await Promise.all((await lakeNames(test)).map((name) => lake.get(name)));
  const found = objects.filter((object) => object !== null);
  const rows = [...(await dumpTables(sql)).values()].flat();
  return Buffer.concat([Buffer.from(rows.join("\n")), ...found]);
}

/** Whether a run of 24 bytes from the middle of these is there, as it is or as text. */
function holds(loot: Buffer, bytes: Uint8Array): boolean {
  const middle = Math.floor(bytes.length / 2);
  const run = Buffer.from(bytes).subarray(middle, middle + 24);
  return [
    run,
    run.toString("hex"),
    run.toString("base64").slice(0, 30),
    run.toString("base64url").slice(0, 30),
  ].some((form) => loot.includes(form));
}

describe("whoever has the bucket and the database, but no key-encryption key,", () => {
  it("finds no photo, no template, and no name of a person in an object", async () => {
    const taken = await loot(test);
    for (const { jpeg, embedding } of ana.shots) {
      expect(holds(taken, jpeg)).toBe(false);
      expect(holds(taken, embedding)).toBe(false);
    }
    const { db, lake, vault } = test.services;
    const rows = await anchors(db, { userId: ana.student.person.id, aligner: "server", modelDigest: MODEL }, [
      "confirmed",
    ]);
    const templates = await openTemplates(vault.opener, rows);
    expect(templates).toHaveLength(5);
    for (const template of templates) expect(holds(taken, template)).toBe(false);
    const { person, phone } = ana.student;
    const names = await lakeNames(test);
    expect(names).toHaveLength(6);
    for (const name of names) {
      expect(name).toMatch(/^sealed\/(checkin|enrolment)\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
      const object = (await lake.get(name)) ?? Buffer.alloc(0);
      expect(object.subarray(0, 4).toString()).toBe("PSB3");
      for (const word of [person.id, person.email, person.name, phone.did, "JFIF", "Exif"]) {
        expect(`${name} ${object.toString("latin1")}`).not.toContain(word);
      }
    }
  });

  it("would find them where they are not sealed", async () => {
    const { db, lake } = test.services;
    const [shot] = ana.shots;
    if (!shot) throw new Error("no shot");
    await lake.put("plain/photo", shot.jpeg);
    expect(holds(await loot(test), shot.jpeg)).toBe(true);
    await lake.delete(["plain/photo"]);
    const [photo] = await photosOf(test, ana.student.person.id);
    const id = uuidv7();
    const row = {
      id,
      userId: ana.student.person.id,
      photoId: photo?.id ?? "",
      modelId: "m",
      modelDigest: "d",
    };
    const embedding = Buffer.from(shot.embedding);
    await db.insert(tables.template).values({ ...row, kind: "window", aligner: "device", embedding });
    expect(holds(await loot(test), shot.embedding)).toBe(true);
    await db.delete(tables.template).where(eq(tables.template.id, id));
  });

  it("cannot open anything with a key-encryption key of their own", async () => {
    const { db } = test.services;
    const other = join(test.services.config.dataDir, "other-kek");
    await makeKekFile(other);
    await expect(openVault(db, ringKek(kekFileReader(other)), log)).rejects.toThrow(/is not here/);
  });
});

it("key material is in no line of the log, whatever goes wrong", async () => {
  const lines: string[] = [];
  const loud = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const loudly = await createTestServices({ recogniser, jobs: true, log: loud });
  await checkedIn(loudly);
  const { services } = loudly;
  const [key] = await services.db
    .select()
    .from(tables.studentKey)
    .where(isNotNull(tables.studentKey.wrapped));
  const kek = (await readFile(join(services.config.dataDir, "kek"), "utf8")).split("\n")[1] ?? "";
  if (!key?.publicKey || !key.wrapped || key.kek === null) throw new Error("no key was made");
  const { publicKey, wrapped } = key;
  const own = await services.vault.kek.unwrap(keyContext({ ...key, publicKey }), {
    version: key.kek,
    wrapped,
  });
  // what goes wrong is logged too
  await services.db.update(tables.studentKey).set({ wrapped: Buffer.from(wrapped).fill(7, 20, 30) });
  services.vault.sealer.forget(key.userId);
  const [photo] = await photosOf(loudly, key.userId);
  await expect(getPhoto(services, photo ?? { userId: "", lakeName: "" })).rejects.toThrow();
  loud.error(
    { err: await getPhoto(services, photo!).catch((error: unknown) => error), config: services.config },
    "x",
  );
  const said = lines.join("\n");
  expect(said.length).toBeGreaterThan(1000);
  expect(kek).toHaveLength(43);
  const secrets = [Buffer.from(kek, "base64url"), own, wrapped];
  for (const secret of secrets) {
    for (const form of ["hex", "base64", "base64url"] as const) {
      expect(said).not.toContain(secret.toString(form).slice(0, 24));
    }
  }
  await loudly.close();
});

it("while the key-encryption key is rotated again and again, no read fails", async () => {
  const { services } = test;
  const { db, vault } = services;
  const photos = await photosOf(test, ana.student.person.id);
  const reads = { done: 0, failed: 0 };
  const rotating = { on: true };
  const read = async () => {
    while (rotating.on || reads.done === 0) {
      for (const photo of photos) {
        // as a process that has not met this student: the key is fetched and unwrapped each time
        vault.sealer.forget(photo.userId);
        const bytes = await getPhoto(services, photo).catch(() => null);
        reads.done += 1;
        if (bytes === null) reads.failed += 1;
      }
    }
  };
  const makeKeys = async () => {
    while (rotating.on) {
      const { id: userId } = await newPerson(test);
      await vault.sealer.nameOf(userId, "checkin", "x");
    }
  };
  const before = await vault.kek.current();
  const load = [read(), read(), makeKeys()];
  for (let round = 0; round < 5; round++) {
    await addKekVersion(kekPath);
    // a process that was killed in the middle of it: another goes on
    await rewrap(db, vault.kek, { signal: AbortSignal.abort() }).catch(() => {});
    await rewrap(db, vault.kek);
    await retireKek(db, vault.kek, kekPath);
  }
  rotating.on = false;
  await Promise.all(load);
  expect(reads.done).toBeGreaterThan(10);
  expect(reads.failed).toBe(0);
  expect(await vault.kek.current()).not.toBe(before);
  expect(await vault.kek.has(before)).toBe(false);
  // a process that starts now finds all it needs
  const fresh = await openVault(db, ringKek(kekFileReader(kekPath)), log);
  expect(await readable({ ...services, vault: fresh }, ana.student.person.id)).toEqual({
    photos: 6,
    templates: 5,
  });
});

withdrawnTests(() => ({ test, ana, kekPath }));

it("a student's papers outlive the consent to the face", async () => {
  const { services } = test;
  const { id: userId } = await newPerson(test);
  const letter = Buffer.from("a doctor's letter");
  const kept = await putPhoto(services, { userId, kind: "request", record: "letter" }, letter);
  const photo = await putPhoto(services, { userId, kind: "checkin", record: "photo" }, letter);
  await eraseStudentKey(services.db, userId);
  services.vault.sealer.forget(userId);
  expect(await getPhoto(services, { userId, lakeName: kept })).toEqual(letter);
  expect(await getPhoto(services, { userId, lakeName: photo })).toBeNull();
});

it("an object under another student's name, or another name of one's own, does not open", async () => {
  const { services } = test;
  const [one, two] = await Promise.all([newPerson(test), newPerson(test)]);
  const bytes = Buffer.from("a photo");
  const name = await putPhoto(services, { userId: one.id, kind: "checkin", record: "a" }, bytes);
  const other = await putPhoto(services, { userId: two.id, kind: "checkin", record: "a" }, bytes);
  const second = await putPhoto(services, { userId: one.id, kind: "checkin", record: "b" }, bytes);
  expect(await getPhoto(services, { userId: one.id, lakeName: name })).toEqual(bytes);
  for (const taken of [other, second]) {
    await services.lake.copy(taken, name);
    expect(await getPhoto(services, { userId: one.id, lakeName: name })).toBeNull();
  }
});
