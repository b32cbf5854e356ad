/** Looks at a person's photos and documents, as that person is told of them. */
import type { Look } from "../../shared/api/rights.ts";
import type { Role } from "../../shared/api/account.ts";

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly action: "photo_viewed" | "document_viewed" | "data_exported";
  readonly by: { readonly id: string; readonly name: string; readonly role: Role } | null;
  readonly enrolment: string | null;
  readonly checkIn: string | null;
  /** of an export: how many photos were in it */
  readonly photos: string | null;
  readonly capturedMs: number | null;
  readonly courseName: string | null;
}

/** The photos of one thing, looked at by one person with no longer pause, are one look. */
const PAUSE_MS = 10 * 60_000;

function whyOf({ action, enrolment }: Row): Look["why"] {
  if (action === "data_exported") return "export";
  if (action === "document_viewed") return "document";
  return enrolment === null ? "check_in" : "enrolment";
}

/** @param rows the newest first */
export function toLooks(rows: readonly Row[], userId: string): Look[] {
  const looks: { look: Look; first: Row }[] = [];
  for (const row of rows) {
    const last = looks.at(-1);
    if (last && isSame(last.first, row)) {
      last.look = { ...last.look, count: last.look.count + 1 };
      last.first = row;
    } else looks.push({ look: toLook(row, userId), first: row });
  }
  return looks.map(({ look }) => look);
}

const isSame = (later: Row, earlier: Row): boolean =>
  later.action === "photo_viewed" &&
  earlier.action === "photo_viewed" &&
  later.by?.id === earlier.by?.id &&
  later.enrolment === earlier.enrolment &&
  later.checkIn === earlier.checkIn &&
  later.at.getTime() - earlier.at.getTime() <= PAUSE_MS;

const toLook = (row: Row, userId: string): Look => ({
  id: row.id,
  at: row.at.toISOString(),
  by: row.by && { name: row.by.name, role: row.by.role, self: row.by.id === userId },
  why: whyOf(row),
  count: Math.max(1, Number(row.photos ?? 1) || 1),
  courseName: row.courseName,
  takenAt: row.capturedMs === null ? null : new Date(row.capturedMs).toISOString(),
});
