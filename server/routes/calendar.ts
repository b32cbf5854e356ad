import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { Language } from "../../shared/api/account.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { toCalendar } from "../exports/calendar.ts";
import { courseFor, signedIn } from "../middleware/access.ts";
import { addressOf, createLimits } from "../middleware/limits.ts";
import { param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { feedOf, ownerOfFeed, renewFeed, revokeFeed } from "../queries/calendar.ts";
import { listMeetings, meetingsOfPerson } from "../queries/meetings.ts";

const DAY_MS = 86_400_000;
/** What a calendar holds: a term back, and as far as anybody plans. */
const window = (now: Date) =>
  [new Date(now.getTime() - 180 * DAY_MS), new Date(now.getTime() + 400 * DAY_MS)] as const;

/** One's timetable for other programs: as a file, and as a subscription by an address that is a secret. */
export const calendarRoutes = (s: Services) => {
  const count = createLimits(s.db);

  const ofPerson = async (person: { id: string; name: string; language: Language }) =>
    toCalendar(
      `Presente · ${person.name}`,
      await meetingsOfPerson(s.db, person.id, ...window(new Date())),
      person.language,
    );

  const answer = (c: Context<Env>, text: string, file: string) =>
    c.body(text, 200, {
      "Content-Type": "text/calendar; charset=utf-8",
      "Content-Disposition": `attachment; filename="${file}.ics"`,
      "Cache-Control": "private, no-store",
    });

  return (
    new Hono<Env>()
      .get("/v1/me/calendar.ics", async (c) => answer(c, await ofPerson(signedIn(c)), "presente"))

      .get("/v1/courses/:id/calendar.ics", param(v.strictObject({ id: Uuid })), async (c) => {
        const { caller, course, member } = await courseFor(c, s.db, c.req.valid("param").id, "see");
        const all =
          member === "student"
            ? await meetingsOfPerson(s.db, caller.id, ...window(new Date()))
            : await listMeetings(s.db, course.id);
        const own = all.filter(({ meeting }) => meeting.courseId === course.id);
        return answer(c, toCalendar(course.name, own, caller.language), "course");
      })

      .get("/v1/me/calendar", async (c) => {
        const createdAt = await feedOf(s.db, signedIn(c).id);
        return c.json({ createdAt: createdAt?.toISOString() ?? null });
      })

      .post("/v1/me/calendar", async (c) => {
        const caller = signedIn(c);
        const secret = randomBytes(32).toString("base64url");
        const hash = await sha256(utf8(secret));
        const createdAt = await s.db.transaction((tx) => renewFeed(tx, caller.id, hash));
        return c.json({ path: `/v1/calendar/${secret}.ics`, createdAt: createdAt.toISOString() });
      })

      .delete("/v1/me/calendar", async (c) => {
        if (!(await revokeFeed(s.db, signedIn(c).id))) throw new ProblemError("not_found");
        return c.body(null, 204);
      })

      // whoever has the address: calendar programs cannot sign in
      .get(
        "/v1/calendar/:file",
        param(v.strictObject({ file: v.pipe(v.string(), v.maxLength(80)) })),
        async (c) => {
          const attempt = await count({ secret_address: addressOf(c, s.config) });
          const secret = c.req.valid("param").file.replace(/\.ics$/, "");
          const owner = await ownerOfFeed(s.db, await sha256(utf8(secret)));
          if (!owner) throw new ProblemError("not_found");
          await attempt.forgive();
          return answer(c, await ofPerson(owner), "presente");
        },
      )
  );
};
