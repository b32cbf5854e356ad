import { eq } from "drizzle-orm";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { courseMember, meeting as meetings } from "../../drizzle/schema.ts";
import { CourseShares } from "../../shared/api/record.ts";
import { ask, codeOf } from "../support/people.ts";
import type { Room, SettlingKit, SettlingTools } from "../support/settling.ts";

const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** The day from which on a course's grades stand. */
export function lockedTests(
  kit: () => SettlingKit,
  { post, room, listOf, rowOf, say, close, historyOf, change }: SettlingTools,
): void {
  /** The meeting took place so many days ago, and everybody was on the roster then. */
  async function heldAgo(of: Room, days: number) {
    const { db } = kit().test.services;
    const earlier = (instant: string) => new Date(Date.parse(instant) - days * DAY_MS);
    await db
      .update(meetings)
      .set({ startsAt: earlier(of.meeting.startsAt), endsAt: earlier(of.meeting.endsAt) })
      .where(eq(meetings.id, of.meeting.id));
    await db
      .update(courseMember)
      .set({ joinedAt: new Date(Date.now() - (days + 2) * DAY_MS) })
      .where(eq(courseMember.courseId, of.course.id));
  }

  describe("grades that are locked", () => {
    async function locked() {
      const of = await room();
      await heldAgo(of, 3);
      await close(of);
      expect((await rowOf(of))?.status).toBe("absent");
      await change(of, of.teacher, { lockOn: daysAgo(2) });
      return of;
    }

    it("keep their statuses, while everything is still recorded", async () => {
      const of = await locked();
      expect((await listOf(of)).lockedOn).toBe(daysAgo(2));
      expect((await say(of, "present")).status).toBe(200);
      expect((await rowOf(of))?.status).toBe("absent");
      const { marks } = await historyOf(of);
      expect(marks.map(({ status, frozen, counts }) => [status, frozen, counts])).toEqual([
        ["absent", false, true],
        ["present", true, false],
      ]);
    });

    it("are moved by an administrator alone, and then what was recorded counts", async () => {
      const of = await locked();
      await say(of, "present");
      expect(codeOf(await change(of, of.teacher, { lockOn: null }))).toBe("grades_locked");
      expect(codeOf(await change(of, of.teacher, { requiredPct: 10 }))).toBe("grades_locked");
      expect(codeOf(await change(of, of.teacher, { share: { lateWeightPct: 1, excused: "present" } }))).toBe(
        "grades_locked",
      );
      expect((await change(of, of.teacher, { lateAfterMin: 5 })).status).toBe(200);
      expect((await change(of, kit().administrator, { lockOn: null })).status).toBe(200);
      expect(await rowOf(of)).toMatchObject({ status: "present", source: "manual" });
      expect((await historyOf(of)).marks.map(({ frozen }) => frozen)).toEqual([false, false]);
    });

    it("mark nobody at a close that comes after them, until they are unlocked", async () => {
      const of = await room();
      await heldAgo(of, 3);
      await change(of, of.teacher, { lockOn: daysAgo(2) });
      await close(of);
      expect((await rowOf(of))?.status).toBe("expected");
      await change(of, kit().administrator, { lockOn: null });
      expect((await rowOf(of))?.status).toBe("absent");
    });

    it("let no request be granted that they would not let count, and let it be refused", async () => {
      const of = await locked();
      const contest = { kind: "contest", meetingId: of.meeting.id, wanted: "present", reason: "I was there" };
      const { id } = (await post("/v1/requests", kit().ana, contest)).body as { id: string };
      const decide = (said: object) => post(`/v1/requests/${id}/decision`, of.teacher, said);
      expect(codeOf(await decide({ decision: "grant", answer: "", given: "present" }))).toBe("grades_locked");
      expect((await decide({ decision: "refuse", answer: "the grades are out" })).status).toBe(200);
    });

    it("do not hold for meetings after the date", async () => {
      const of = await room();
      await change(of, of.teacher, { lockOn: daysAgo(2) });
      expect((await listOf(of)).lockedOn).toBeNull();
      await say(of, "present");
      expect((await rowOf(of))?.status).toBe("present");
    });

    it("are the grades of everybody who reads them: the student's share says since when", async () => {
      const of = await locked();
      await say(of, "present");
      const answer = await ask(kit().test.app, "GET", "/v1/me/shares", { as: kit().ana });
      const mine = v.parse(CourseShares, answer.body).find(({ courseId }) => courseId === of.course.id);
      expect(mine).toMatchObject({ present: 0, absent: 1, lockedOn: daysAgo(2) });
    });
  });
}
