import { eq } from "drizzle-orm";
import * as v from "valibot";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { duplicateHit, duplicateSearch, enrolment, user } from "../../drizzle/schema.ts";
import { searchDuplicates } from "../../server/jobs/duplicates.ts";
import { Best } from "../../server/domain/duplicates.ts";
import { Duplicates } from "../../shared/api/references.ts";
import { l2Normalise } from "../../shared/face/geometry.ts";
import { enrolledStudent, shotsOf, until } from "../support/classroom.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, newPerson } from "../support/people.ts";
import { School } from "../support/school.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

describe("the best of many", () => {
  it("keeps a few in their order and none that is unlike", () => {
    const best = new Best(3, 0.5);
    for (const score of [0.4, 0.6, 0.9, Number.NaN, 0.55, 0.7, 0.5, 0.8])
      best.offer({ userId: uuidv7(), score });
    expect(best.kept.map(({ score }) => score)).toEqual([0.9, 0.8, 0.7]);
  });
});

/** More strangers than a page of the search holds. */
const STRANGERS = 1100;

await describeWithModels(
  "the search for faces alike",
  () => {
    let test: TestServices;
    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true });
    });
    afterAll(() => test.close());

    it("finds a person who enrols again under another account among thousands, and blocks nobody", async () => {
      const { recogniser, db } = test.services;
      if (!recogniser) throw new Error("no recogniser");
      const school = await new School(db).found();
      const { dimension, id, digest } = recogniser.model;
      const faces = Array.from({ length: STRANGERS }, (_, n) => ({
        embedding: l2Normalise(
          Float32Array.from({ length: dimension }, (_, i) =>
            Math.sin((n + 1) * 12.9898 + i * 78.233 * (n + 3)),
          ),
        ),
        model: { id, digest },
      }));
      const people = faces.map((face) => ({ uid: uuidv7(), face }));
      await db
        .insert(user)
        .values(people.map(({ uid }) => ({ id: uid, name: "Stranger", email: `${uid}@example.edu` })));
      await school.enrol(people);

      const shots = await shotsOf(recogniser, "subject-04", 9);
      const first = await enrolledStudent(test, shots.slice(0, 5));
      // the same person under another account; the confirmation does not wait for the search
      const again = await enrolledStudent(test, shots.slice(4, 9));
      const [theirs] = await db.select().from(enrolment).where(eq(enrolment.userId, again.person.id));
      expect(theirs?.status).toBe("confirmed");
      const hits = await until(async () => {
        const found = await db.select().from(duplicateHit);
        return found.length > 0 ? found : null;
      }, 2400);
      expect(hits).toMatchObject([{ userId: again.person.id, otherId: first.person.id, decision: null }]);
      const [search] = await db
        .select()
        .from(duplicateSearch)
        .where(eq(duplicateSearch.enrolmentId, theirs?.id ?? ""));
      expect(search?.compared).toBe(STRANGERS + 1);

      const as = await newPerson(test, "administrator");
      const decision = { decision: "same_person", note: "two accounts" };
      const path = `/v1/duplicates/${hits[0]?.id}/decision`;
      expect((await ask(test.app, "POST", path, { as, body: decision })).status).toBe(204);
      // a search that runs again leaves what was decided
      await searchDuplicates(test.services, { enrolmentId: theirs?.id ?? "" });
      const listed = v.parse(Duplicates, (await ask(test.app, "GET", "/v1/duplicates", { as })).body);
      expect(listed).toMatchObject([{ ...decision, person: { id: again.person.id } }]);
    }, 120_000);
  },
  { faces: true, models: ["arcface-mbf"] },
);
