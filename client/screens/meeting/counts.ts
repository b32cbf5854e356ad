import type { LiveRow } from "../../../shared/api/course.ts";
import { finds } from "../../components/finds.ts";

/** Where a row belongs: the teacher's question first, then who is in, then who is not. */
export type Standing = "look" | "arrived" | "missing";

export function standingOf(row: LiveRow): Standing {
  if (row.needsLook) return "look";
  return row.status === "present" || row.status === "late" || row.status === "excused"
    ? "arrived"
    : "missing";
}

export interface Counts {
  readonly all: number;
  readonly arrived: number;
  readonly missing: number;
  readonly look: number;
}

export function countsOf(rows: readonly LiveRow[]): Counts {
  const counts = { all: rows.length, arrived: 0, missing: 0, look: 0 };
  for (const row of rows) counts[standingOf(row)]++;
  return counts;
}

export type ListFilter = Standing | "all";

const ORDER: Readonly<Record<Standing, number>> = { look: 0, missing: 1, arrived: 2 };

/** The rows to show: those of the filter whose name or number contains what is searched; questions first, then by name. */
export function listed(
  rows: readonly LiveRow[],
  filter: ListFilter,
  search: string,
  language: string,
): LiveRow[] {
  const found = finds(search, language);
  const collator = new Intl.Collator(language, { sensitivity: "base" });
  return rows
    .filter((row) => filter === "all" || standingOf(row) === filter)
    .filter((row) => found(row.name, row.studentNumber))
    .sort((a, b) => ORDER[standingOf(a)] - ORDER[standingOf(b)] || collator.compare(a.name, b.name));
}
