import { eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attendance, entry } from "../../drizzle/schema.ts";
import { addMark } from "../../server/queries/marks.ts";
import type { TeacherAction } from "../../shared/api/actions.ts";
import type { LiveList, Meeting } from "../../shared/api/course.ts";
import { ago, deed, markAction, MINUTE_MS, type Said } from "../support/actions.ts";
import type { Person } from "../support/people.ts";
import type { TestServices } from "../support/services.ts";
import { storedCheckIn } from "../support/stored.ts";

interface Kit {
  /** at which Ana is */
  plannedMeeting(): Promise<{ meeting: Meeting }>;
  listOf(meetingId: string): Promise<LiveList>;
  send(as: Person, actions: readonly TeacherAction[]): Promise<unknown>;
}

/** That deeds of two teachers and a check-in come to the same in every order. */
export function orderTests(
  kit: () => { test: TestServices; teacher: Person; colleague: Person; ana: Person },
  { plannedMeeting, listOf, send }: Kit,
): void {
  describe("whatever the order in which marks, openings and closes arrive, and however often", () => {
    it("the meeting, the attendance and the check-in end the same", async () => {
      const { test, teacher, colleague, ana } = kit();
      const { db } = test.services;
      const ends: unknown[] = [];
      const start = ago(59);
      const at = (minute: number) => start + minute * MINUTE_MS;
      const everything = (meetingId: string) => {
        const ids: string[] = Array.from({ length: 3 }, () => crypto.randomUUID());
        const [w1 = "", w2 = "", w3 = ""] = ids;
        const say = (id: string, ...rest: Said) => ({ ...markAction(ana.id, meetingId, ...rest), id });
        return {
          ids,
          events: [
            [teacher, deed("open", meetingId, at(0))],
            [colleague, deed("open", meetingId, at(2))],
            [teacher, say(w1, "present", at(5))],
            [colleague, say(w2, "absent", at(10))],
            [teacher, say(w3, "late", at(12), [w1])],
            [teacher, deed("close", meetingId, at(30))],
            [colleague, deed("close", meetingId, at(31))],
            [colleague, deed("open", meetingId, at(20))],
            "check-in",
          ] as const,
        };
      };
      const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 7, 6], {
        minLength: 12,
        maxLength: 12,
      });
      for (const permutation of fc.sample(order, { numRuns: 8, seed: 7 })) {
        const { meeting } = await plannedMeeting();
        const { events, ids } = everything(meeting.id);
        const accept = async () => {
          const [known] = await db.select().from(entry).where(eq(entry.meetingId, meeting.id));
          if (known) return;
          const receivedAt = new Date(at(15));
          const of = { userId: ana.id, meetingId: meeting.id, state: "accepted", receivedAt } as const;
          const entryHash = await storedCheckIn(test, of);
          const automatic = { source: "automatic", status: "present" } as const;
          await db.transaction((tx) => addMark(tx, { ...of, ...automatic, entryHash }));
        };
        for (const i of permutation) {
          const event = events[i];
          if (event === "check-in") await accept();
          else if (event) await send(event[0], [event[1]]);
        }
        const list = await listOf(meeting.id);
        const [row] = list.rows;
        const [kept] = await db.select().from(attendance).where(eq(attendance.meetingId, meeting.id));
        ends.push({
          state: list.meeting.state,
          openedAt: list.meeting.openedAt,
          closedAt: list.meeting.closedAt,
          status: row?.status,
          source: row?.source,
          reason: row?.reason,
          needsLook: row?.needsLook,
          checkIn: row?.checkIn?.st,
          words: row?.words.map(({ id, status }) => [ids.indexOf(id), status]),
          updatedAt: kept?.updatedAt,
        });
      }
      expect(ends[0]).toMatchObject({
        state: "closed",
        openedAt: new Date(at(0)).toISOString(),
        closedAt: new Date(at(31)).toISOString(),
        status: "late",
        words: [
          [1, "absent"],
          [2, "late"],
        ],
      });
      for (const end of ends) expect(end).toEqual(ends[0]);
    }, 180_000);
  });
}
