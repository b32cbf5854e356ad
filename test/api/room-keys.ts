import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { fromBase64Url } from "../../shared/bytes.ts";
import { ActionsReply, type TeacherAction } from "../../shared/api/actions.ts";
import { LiveList, StudentMeetings } from "../../shared/api/course.ts";
import { RoomKeys } from "../../shared/api/room-keys.ts";
import type { FacePayload } from "../../shared/protocol/entry.ts";
import { signToldTime } from "../../shared/protocol/tokens.ts";
import { cellShot } from "../support/cells.ts";
import type { Classroom, Student } from "../support/classroom.ts";
import { ask, type Person } from "../support/people.ts";
import type { Sealed } from "../support/phone.ts";
import { screenWith } from "../support/room-screen.ts";
import type { TestServices } from "../support/services.ts";

const MINUTE_MS = 60_000;

interface Kit {
  /** a student in an open meeting of a course that asks for the room's code, and the screen there */
  inClass(): Promise<{ student: Student; room: Classroom; screen: ReturnType<typeof screenWith> }>;
  seal(student: Student, room: Classroom, over: Partial<FacePayload>): Promise<Sealed>;
}

/** What a teacher's device is given, so that it shows codes without a network. */
export function roomKeyTests(services: () => TestServices, { inClass, seal }: Kit): void {
  describe("the keys of a course's meetings", () => {
    const DAY_MS = 24 * 60 * MINUTE_MS;
    const keysOf = async (courseId: string, as: Person) =>
      v.parse(RoomKeys, (await ask(services().app, "GET", `/v1/courses/${courseId}/room-keys`, { as })).body);
    const plan = async (room: Classroom, inDays: number) => {
      const startsMs = Date.now() + inDays * DAY_MS;
      const body = {
        startsAt: new Date(startsMs).toISOString(),
        endsAt: new Date(startsMs + 60 * MINUTE_MS).toISOString(),
      };
      const answer = await ask(services().app, "POST", `/v1/courses/${room.course.id}/meetings`, {
        as: room.teacher,
        body,
      });
      return (answer.body as { id: string }).id;
    };
    const act = async (room: Classroom, ...actions: TeacherAction[]) =>
      v
        .parse(
          ActionsReply,
          (
            await ask(services().app, "POST", "/v1/actions", {
              as: room.teacher,
              body: { v: 1, uid: room.teacher.id, actions },
            })
          ).body,
        )
        .outcomes.map(({ st }) => st);

    it("are those of the open one and of the next 14 days, and show what the server takes", async () => {
      const { student, room } = await inClass();
      const [soon, later] = [await plan(room, 13), await plan(room, 16)];
      const { meetings: given } = await keysOf(room.course.id, room.teacher);
      expect(given.map(({ id }) => id)).toEqual([room.meeting.id, soon]);
      expect(JSON.stringify(given)).not.toContain(later);
      const screen = screenWith(fromBase64Url(given[0]?.key ?? ""), room.meeting.id);
      const sealed = await seal(student, room, { pc: await screen.typed(Date.now()) });
      expect(await student.phone.checkInAs(sealed)).toMatchObject({ st: "accepted", grade: "E2" });
    });

    it("come with five spare ones, others each time, for meetings that a device makes by itself", async () => {
      const { student, room } = await inClass();
      const first = await keysOf(room.course.id, room.teacher);
      const second = await keysOf(room.course.id, room.teacher);
      expect(new Set([...first.spares, ...second.spares].map(({ id }) => id)).size).toBe(10);
      const spare = first.spares[0] ?? { id: "", key: "" };
      // both sides without network: the student's phone may even be back first
      const screen = screenWith(fromBase64Url(spare.key), spare.id);
      const sealed = await student.phone.seal(spare.id, await cellShot(student.person.id, "spare"), {
        pc: await screen.qr(Date.now()),
      });
      expect((await student.phone.sync(sealed)).results[0]).toMatchObject({ code: "meeting_unknown" });
      const startsAt = new Date(Date.now() - MINUTE_MS);
      const made: TeacherAction = {
        id: crypto.randomUUID(),
        kind: "create",
        at: startsAt.getTime(),
        meetingId: spare.id,
        courseId: room.course.id,
        title: null,
        startsAt: startsAt.toISOString(),
        endsAt: new Date(Date.now() + 60 * MINUTE_MS).toISOString(),
      };
      expect(await act(room, made)).toEqual(["applied"]);
      expect(await student.phone.checkInAs(sealed)).toMatchObject({ st: "accepted", grade: "E3" });
    });

    it("are nowhere in what students are told, who are told that the code is asked for", async () => {
      const { student, room } = await inClass();
      const { meetings: given } = await keysOf(room.course.id, room.teacher);
      const secret = given[0]?.key ?? "";
      const as = student.person;
      const theirs = [];
      for (const path of [
        "/v1/me/meetings",
        "/v1/courses",
        `/v1/meetings/${room.meeting.id}`,
        "/v1/me/record",
      ])
        theirs.push((await ask(services().app, "GET", path, { as })).body);
      expect(secret).toHaveLength(43);
      expect(JSON.stringify(theirs)).not.toContain(secret);
      expect(v.parse(StudentMeetings, theirs[0])).toMatchObject([{ roomCode: "required" }]);
    });

    it("where the device's time is over a week old, are taken with minutes of margin, and the meeting says so", async () => {
      const told = (uid: string, days: number) =>
        signToldTime(
          { k: "told", aud: "presente", uid, ms: Date.now() - days * DAY_MS },
          services().services.keys.token,
        );
      const openWith = async (token: (teacher: Person) => Promise<string>) => {
        const { student, room, screen } = await inClass();
        const at = Date.now() - 20 * MINUTE_MS;
        const meetingId = room.meeting.id;
        const open = {
          id: crypto.randomUUID(),
          kind: "open",
          at,
          meetingId,
          told: await token(room.teacher),
        };
        expect(await act(room, open as TeacherAction)).toEqual(["applied"]);
        const sealed = await seal(student, room, { pc: await screen.qr(Date.now() - 4 * MINUTE_MS) });
        const { st } = await student.phone.checkInAs(sealed);
        const list = await ask(services().app, "GET", `/v1/meetings/${meetingId}/list`, { as: room.teacher });
        return [st, v.parse(LiveList, list.body).meeting.clockToldAt !== undefined];
      };
      expect(await openWith(({ id }) => told(id, 9))).toEqual(["accepted", true]);
      expect(await openWith(({ id }) => told(id, 5))).toEqual(["review", false]);
      expect(await openWith(() => told(crypto.randomUUID(), 9))).toEqual(["review", false]);
      expect(await openWith(async () => "a.b.c")).toEqual(["review", false]);
    });
  });
}
