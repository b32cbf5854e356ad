/** What is said of a roster's file. Pure. */
import type { ImportReport } from "../../shared/api/roster-import.ts";
import type { FileShape } from "./roster-file.ts";
import type { Merged } from "./roster-merge.ts";
import type { RowError } from "./roster-rows.ts";

const ERRORS = 200;
const PREVIEW = 25;

export function toImportReport(of: {
  shape: FileShape;
  merged: readonly Merged[];
  errors: readonly RowError[];
  /** names of the groups that the course has */
  groups: ReadonlySet<string>;
  done: boolean;
}): ImportReport {
  const number = (outcome: Merged["outcome"]) => of.merged.filter((row) => row.outcome === outcome).length;
  const wrong = new Set(of.errors.map(({ row }) => row)).size;
  const named = new Set(of.merged.flatMap(({ draft }) => draft.group ?? []));
  return {
    done: of.done,
    ...of.shape,
    counts: {
      new: number("new"),
      back: number("back"),
      changed: number("changed"),
      same: number("same"),
      wrong,
      withoutAccount: of.merged.filter(({ outcome, withoutAccount }) => outcome === "new" && withoutAccount)
        .length,
    },
    newGroups: [...named].filter((name) => !of.groups.has(name)).slice(0, 100),
    errors: of.errors
      .toSorted((a, b) => a.row - b.row)
      .slice(0, ERRORS)
      .map(({ row, field, code, value, firstRow }) => ({ row, field, code, value, firstRow })),
    preview: of.merged.slice(0, PREVIEW).map(({ draft, outcome }) => ({
      row: draft.row,
      outcome,
      name: draft.name,
      email: draft.email,
      studentNumber: draft.studentNumber ?? null,
      group: draft.group ?? null,
      eligibleFrom: draft.eligibleFrom ?? null,
      eligibleUntil: draft.eligibleUntil ?? null,
    })),
  };
}
