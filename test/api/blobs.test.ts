import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blob } from "../../drizzle/schema.ts";
import { concatBytes, utf8 } from "../../shared/bytes.ts";
import { type Classroom, classroom, studentWithPhone } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { newPerson } from "../support/people.ts";
import { Phone } from "../support/phone.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

async function member(): Promise<{ phone: Phone; room: Classroom }> {
  const { person, phone } = await studentWithPhone(test);
  return { phone, room: await classroom(test, [person]) };
}
const seal = async (phone: Phone, room: Classroom) => phone.seal(room.meeting.id, await blindShot());

describe("a blob", () => {
  it("is taken when an entry of this device announced it, as often as it comes", async () => {
    const { phone, room } = await member();
    const sealed = await seal(phone, room);
    const { photo } = sealed.shot.claim;
    expect((await phone.put(photo.h, sealed.shot.jpeg)).status).toBe(404);
    const reply = await phone.sync(sealed);
    expect(reply.results[0]?.need).toContain(`blob:${photo.h}`);
    expect((await phone.put(photo.h, sealed.shot.jpeg)).status).toBe(204);
    expect((await phone.put(photo.h, sealed.shot.jpeg)).status).toBe(204);
    expect((await phone.status()).results[0]?.need).toEqual([`blob:${sealed.shot.claim.emb.h}`]);
    // the photo in the lake, under a name that says nothing; the embedding in its row
    expect((await phone.put(sealed.shot.claim.emb.h, sealed.shot.embedding)).status).toBe(204);
    const kept = await test.services.db.select().from(blob).where(eq(blob.did, phone.did));
    expect(kept.map(({ lakeName }) => lakeName).filter(Boolean)).toEqual([
      expect.stringMatching(/^sealed\/checkin\/[0-9a-f]{2}\/[0-9a-f]{64}$/),
    ]);
    expect(
      await test.services.lake.head(kept.find(({ lakeName }) => lakeName)?.lakeName ?? ""),
    ).not.toBeNull();
    const { phone: other } = await member();
    expect((await other.put(photo.h, sealed.shot.jpeg)).status).toBe(404);
  });

  it("comes together with the other one of its entry, as often as they come, and whatever of them is here already", async () => {
    const { phone, room } = await member();
    for (const before of [[], ["photo"], ["emb"]] as const) {
      const sealed = await seal(phone, room);
      const { claim, jpeg, embedding } = sealed.shot;
      const both = concatBytes(jpeg, embedding);
      expect((await phone.putBoth(sealed.hash, both)).status).toBe(404);
      await phone.sync(sealed);
      for (const name of before) {
        const answer = await phone.put(claim[name].h, name === "photo" ? jpeg : embedding);
        expect(answer.status).toBe(204);
      }
      for (const wrong of [concatBytes(embedding, jpeg), jpeg, concatBytes(both, utf8("x"))])
        expect((await phone.putBoth(sealed.hash, wrong)).status).toBe(422);
      const { phone: other } = await member();
      expect((await other.putBoth(sealed.hash, both)).status).toBe(404);
      for (let i = 0; i < 2; i++) expect((await phone.putBoth(sealed.hash, both)).status).toBe(204);
      const told = (await phone.status()).results.find(({ h }) => h === sealed.hash);
      expect(told?.need).toEqual([]);
    }
    const kept = await test.services.db.select().from(blob).where(eq(blob.did, phone.did));
    // each photo in the lake; the embedding, which is always the same here, in its one row
    expect(kept.filter(({ lakeName }) => lakeName !== null)).toHaveLength(3);
    expect(kept.filter(({ sealed }) => sealed !== null)).toHaveLength(1);
  });

  it("is refused when its bytes are not the announced ones", async () => {
    const { phone, room } = await member();
    const sealed = await seal(phone, room);
    await phone.sync(sealed);
    const before = await lakeNames(test);
    expect((await phone.put(sealed.shot.claim.photo.h, utf8("other"))).status).toBe(422);
    expect((await phone.put(sealed.shot.claim.photo.h, sealed.shot.jpeg, "text/html")).status).toBe(415);
    const huge = new Uint8Array(512 * 1024 + 1);
    expect((await phone.put(sealed.shot.claim.photo.h, huge)).status).toBe(413);
    expect((await phone.put("../../etc", sealed.shot.jpeg)).status).toBe(404);
    expect(await lakeNames(test)).toEqual(before);
  });

  it("of a student who has not consented is neither taken nor kept", async () => {
    const person = await newPerson(test);
    const phone = new Phone(async (path, init) => test.app.request(path, init), person.id);
    await phone.register(person.cookie);
    const sealed = await seal(phone, await classroom(test, [person]));
    await phone.sync(sealed);
    const { claim, jpeg, embedding } = sealed.shot;
    const before = await lakeNames(test);
    expect((await phone.put(claim.photo.h, jpeg, "image/jpeg")).status).toBe(404);
    expect((await phone.put(claim.emb.h, embedding)).status).toBe(404);
    expect((await phone.putBoth(sealed.hash, concatBytes(jpeg, embedding))).status).toBe(404);
    expect(await test.services.db.$count(blob, eq(blob.did, phone.did))).toBe(0);
    expect(await lakeNames(test)).toEqual(before);
  });
});
