import { signal } from "@preact/signals";
import { offline } from "../../store/offline.ts";

/** Whether the signed-in student assists in a course, as far as this phone knows: then check-ins may be carried. */
export const assists = signal(false);

/** Looks it up, with or without network. Never rejects. */
export async function learnAssisting(): Promise<void> {
  const courses = await offline.courses().catch(() => null);
  if (courses) assists.value = courses.value.some(({ role }) => role === "assistant" || role === "teacher");
}
