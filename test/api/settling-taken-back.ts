import { eq } from "drizzle-orm";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { attendance, mark } from "../../drizzle/schema.ts";
import { ActionsReply, type TeacherAction } from "../../shared/api/actions.ts";
import type { Person } from "../support/people.ts";
import type { Room, SettlingKit, SettlingTools } from "../support/settling.ts";
import { storedCheckIn } from "../support/stored.ts";

/** The undo of a mark, however late it arrives. */
export function takenBackTests(
  kit: () => SettlingKit,
  { post, room, listOf, rowOf, close, historyOf }: SettlingTools,
): void {
  const send = async (as: Person, actions: readonly TeacherAction[]) =>
    v.parse(ActionsReply, (await post("/v1/actions", as, { v: 1, uid: as.id, actions })).body).outcomes;

  describe("a mark that is taken back", () => {
    const done = (of: Room, at = Date.now()) => ({ id: crypto.randomUUID(), at, meetingId: of.meeting.id });
    const word = (of: Room, status: "present" | "late" | "absent", base: readonly string[] = []) => {
      const common = done(of);
      const { at } = common;
      return {
        ...common,
        kind: "mark" as const,
        userId: kit().ana.id,
        status,
        reason: "seen",
        base: [...base],
        seen: at,
      };
    };
    const undo = (of: Room, marked: string) => ({
      ...done(of),
      kind: "undo" as const,
      userId: kit().ana.id,
      mark: marked,
    });

    it("leaves things as if it had not been, in an open meeting and in a closed one", async () => {
      const of = await room();
      const said = word(of, "present");
      await send(of.teacher, [said]);
      const [outcome] = await send(of.teacher, [undo(of, said.id)]);
      expect(outcome).toMatchObject({ st: "applied", row: { status: "expected", words: [] } });
      const again = word(of, "late");
      await send(of.teacher, [again]);
      await close(of);
      await send(of.teacher, [undo(of, again.id)]);
      expect(await rowOf(of)).toMatchObject({ status: "absent", source: "automatic" });
      const { marks } = await historyOf(of);
      expect(marks.map(({ status, takenBackAt }) => [status, takenBackAt !== null])).toEqual([
        ["present", true],
        ["late", true],
        ["absent", false],
      ]);
    });

    it("puts a doubtful check-in back before the teacher", async () => {
      const of = await room();
      const pair = { userId: kit().ana.id, meetingId: of.meeting.id };
      await storedCheckIn(kit().test, { ...pair, state: "review", code: "evidence" });
      const said = word(of, "present");
      await send(of.teacher, [said]);
      expect(await rowOf(of)).toMatchObject({ needsLook: false, checkIn: { st: "accepted" } });
      await send(of.teacher, [undo(of, said.id)]);
      expect(await rowOf(of)).toMatchObject({
        status: "expected",
        needsLook: true,
        checkIn: { st: "review" },
      });
    });

    it("lets what it had answered stand again", async () => {
      const of = await room();
      const first = word(of, "late");
      const second = word(of, "absent", [first.id]);
      await send(of.teacher, [first, second, undo(of, second.id)]);
      expect(await rowOf(of)).toMatchObject({ status: "late", words: [{ id: first.id }] });
    });

    it("is one's own: another teacher's undo changes nothing", async () => {
      const of = await room();
      const said = word(of, "present");
      await send(of.teacher, [said]);
      await send(kit().colleague, [undo(of, said.id)]);
      expect((await rowOf(of))?.status).toBe("present");
    });

    it("ends the same whatever the order of arrival, and however often, with counts of the room beside it", async () => {
      const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 2, 4], { minLength: 10, maxLength: 10 });
      const ends: unknown[] = [];
      for (const permutation of fc.sample(order, { numRuns: 10, seed: 11 })) {
        const of = await room();
        const now = Date.now();
        const first = word(of, "present");
        const second = word(of, "absent", [first.id]);
        const third = word(of, "late", [second.id]);
        const count = (people: number, at: number) => ({ ...done(of, at), kind: "count" as const, people });
        const events = [
          [of.teacher, first],
          [of.teacher, second],
          [of.teacher, undo(of, second.id)],
          [kit().colleague, third],
          [kit().colleague, undo(of, third.id)],
          [of.teacher, count(41, now - 3)],
          [kit().colleague, count(39, now - 2)],
          [kit().colleague, undo(of, first.id)],
        ] as const;
        for (const i of permutation) {
          const event = events[i];
          if (event) await send(event[0], [event[1]]);
        }
        const list = await listOf(of);
        const [kept] = await kit()
          .test.services.db.select()
          .from(attendance)
          .where(eq(attendance.meetingId, of.meeting.id));
        const marks = await kit()
          .test.services.db.select()
          .from(mark)
          .where(eq(mark.meetingId, of.meeting.id));
        const ids: string[] = [first.id, second.id, third.id];
        ends.push({
          headCount: list.headCount,
          status: kept?.status,
          words: list.rows[0]?.words.map(({ id }) => ids.indexOf(id)),
          marks: marks.length,
        });
      }
      expect(ends[0]).toEqual({ headCount: 39, status: "present", words: [0], marks: 3 });
      for (const end of ends) expect(end).toEqual(ends[0]);
    }, 180_000);
  });
}
