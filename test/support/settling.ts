import { eq } from "drizzle-orm";
import * as v from "valibot";
import { course as courses } from "../../drizzle/schema.ts";
import { type CoursePolicy, LiveList } from "../../shared/api/course.ts";
import { MarkHistory } from "../../shared/api/history.ts";
import { classroom } from "./classroom.ts";
import { type Answer, ask, type Person } from "./people.ts";
import type { TestServices } from "./services.ts";

export interface SettlingKit {
  readonly test: TestServices;
  /** the only student of every room */
  readonly ana: Person;
  /** teaches in every room, beside a teacher of its own */
  readonly colleague: Person;
  readonly administrator: Person;
}
export type Room = Awaited<ReturnType<typeof classroom>>;
export type SettlingTools = ReturnType<typeof settlingTools>;

/** What is asked again and again of a meeting whose attendance is being settled. */
export function settlingTools(kit: () => SettlingKit) {
  const post = (path: string, as: Person, body?: unknown) => ask(kit().test.app, "POST", path, { as, body });

  async function room(policy: Partial<CoursePolicy> = {}): Promise<Room> {
    const { test, ana, colleague } = kit();
    const made = await classroom(test, [ana], { policy });
    const body = { email: colleague.email, role: "teacher" };
    await post(`/v1/courses/${made.course.id}/roster`, made.teacher, body);
    return made;
  }
  const get = (path: string, as: Person) => ask(kit().test.app, "GET", path, { as });
  const listOf = async ({ teacher, meeting }: Room) =>
    v.parse(LiveList, (await get(`/v1/meetings/${meeting.id}/list`, teacher)).body);
  const rowOf = async (of: Room) => (await listOf(of)).rows[0];
  const say = (of: Room, status: string, as = of.teacher) =>
    post(`/v1/meetings/${of.meeting.id}/marks`, as, { userId: kit().ana.id, status, reason: "seen" });
  const close = ({ teacher, meeting }: Room) => post(`/v1/meetings/${meeting.id}/close`, teacher);
  const historyOf = async ({ teacher, meeting }: Room) => {
    const answer = await get(`/v1/meetings/${meeting.id}/history/${kit().ana.id}`, teacher);
    return v.parse(MarkHistory, answer.body);
  };
  async function change(of: Room, as: Person, policy: Partial<CoursePolicy>): Promise<Answer> {
    const [row] = await kit().test.services.db.select().from(courses).where(eq(courses.id, of.course.id));
    const body = { policy: { ...row?.policy, ...policy } };
    return ask(kit().test.app, "PATCH", `/v1/courses/${of.course.id}`, { as, body });
  }

  return { post, room, listOf, rowOf, say, close, historyOf, change };
}
