/** What of a file changes a course's roster. Pure. */
import type { CourseRole } from "../../shared/api/course.ts";
import type { ImportOutcome } from "../../shared/api/roster-import.ts";
import type { RosterDraft, RowError } from "./roster-rows.ts";

/** Somebody whom the server knows; the course's fields are null where they never were in it. */
export interface KnownMember {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly studentNumber: string | null;
  readonly hasAccount: boolean;
  readonly role: CourseRole | null;
  readonly joinedAt: Date | null;
  readonly leftAt: Date | null;
  readonly group: string | null;
  readonly eligibleFrom: string | null;
  readonly eligibleUntil: string | null;
}

/** A membership as it is to be. */
export interface RosterStep {
  readonly row: number;
  /** null: nobody is known by this address */
  readonly userId: string | null;
  readonly email: string;
  readonly name: string;
  readonly studentNumber: string | null;
  readonly group: string | null;
  readonly eligibleFrom: string | null;
  readonly eligibleUntil: string | null;
  /** the name or number of somebody without an account changes: of whom has one, they are their own */
  readonly person: boolean;
}

export interface Merged {
  readonly draft: RosterDraft;
  readonly outcome: Exclude<ImportOutcome, "wrong">;
  readonly withoutAccount: boolean;
  /** null where nothing changes */
  readonly step: RosterStep | null;
}

/** Who is new, who comes back, whose data change. Taking it over and merging again leaves only "same". */
export function mergeRoster(
  drafts: readonly RosterDraft[],
  known: readonly KnownMember[],
): { merged: Merged[]; errors: RowError[] } {
  const byEmail = new Map(known.map((person) => [person.email, person]));
  const here = known.filter(({ role, leftAt }) => role !== null && leftAt === null);
  const byNumber = new Map(
    here.flatMap((person) => (person.studentNumber ? [[person.studentNumber, person] as const] : [])),
  );
  const merged: Merged[] = [];
  const errors: RowError[] = [];
  for (const draft of drafts) {
    const { row, email } = draft;
    const person = byEmail.get(email) ?? null;
    const holder = draft.studentNumber ? byNumber.get(draft.studentNumber) : undefined;
    if (person?.role && person.role !== "student" && person.leftAt === null) {
      errors.push({ row, field: "email", code: "not_a_student_here", value: email, firstRow: null });
    } else if (holder && holder.email !== email) {
      errors.push({
        row,
        field: "studentNumber",
        code: "number_of_another",
        value: draft.studentNumber ?? "",
        firstRow: null,
      });
    } else merged.push(mergeOne(draft, person));
  }
  return { merged, errors };
}

function mergeOne(draft: RosterDraft, person: KnownMember | null): Merged {
  const isHere = person?.role === "student" && person.leftAt === null;
  const isOwn = person?.hasAccount ?? false;
  // what the file does not say stays; whoever comes back begins anew
  const kept = isHere ? person : null;
  const of = <T>(said: T | undefined, was: T | undefined | null) =>
    said === undefined ? (was ?? null) : said;
  const step: RosterStep = {
    row: draft.row,
    userId: person?.userId ?? null,
    email: draft.email,
    name: isOwn && person ? person.name : draft.name,
    studentNumber: isOwn && person ? person.studentNumber : of(draft.studentNumber, person?.studentNumber),
    group: of(draft.group, kept?.group),
    eligibleFrom: of(draft.eligibleFrom, kept?.eligibleFrom),
    eligibleUntil: of(draft.eligibleUntil, kept?.eligibleUntil),
    person: false,
  };
  const isPersonNew =
    person !== null && !isOwn && (person.name !== step.name || person.studentNumber !== step.studentNumber);
  const changes =
    isPersonNew ||
    kept?.group !== step.group ||
    kept.eligibleFrom !== step.eligibleFrom ||
    kept.eligibleUntil !== step.eligibleUntil;
  const outcome = !isHere ? (person?.role ? "back" : "new") : changes ? "changed" : "same";
  return {
    draft,
    outcome,
    withoutAccount: !isOwn,
    step: outcome === "same" ? null : { ...step, person: isPersonNew },
  };
}
