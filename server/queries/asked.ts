import { eq } from "drizzle-orm";
import { user } from "../../drizzle/schema.ts";
import type { Language } from "../../shared/api/account.ts";
import type { Db } from "../context.ts";
import { insertRequest, studentMeeting } from "./requests.ts";

/** In the student's name, so it says nothing of why the photo is gone. */
const REASON: Readonly<Record<Language, string>> = {
  en: "The photo of my check-in no longer exists, so it cannot be checked. I was there: please decide. (Written by the app.)",
  es: "La foto de mi registro ya no existe, así que no se puede comprobar. Estuve allí: decide tú, por favor. (Escrito por la app.)",
};

const SETTLED = ["present", "late", "excused"];

/**
 * Asks the teacher of a meeting about a check-in whose photo is gone for good. While the meeting is open its list asks
 * already; after the close, a request in the student's name does, and brings the answer back.
 */
export async function askTeacher(tx: Db, of: { meetingId: string; userId: string }): Promise<void> {
  const found = await studentMeeting(tx, of.meetingId, of.userId);
  if (!found?.meeting.closedAt || (found.status && SETTLED.includes(found.status))) return;
  const [student] = await tx.select({ language: user.language }).from(user).where(eq(user.id, of.userId));
  await insertRequest(tx, {
    kind: "contest",
    courseId: found.meeting.courseId,
    userId: of.userId,
    meetingId: of.meetingId,
    wanted: "present",
    reason: REASON[student?.language ?? "en"],
  });
}
