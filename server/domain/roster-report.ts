/** What is said of a roster's file. Pure. */
import type { ImportField, ImportReport } from "../../shared/api/roster-import.ts";
import type { Merged } from "./roster-merge.ts";
import type { RowError } from "./roster-rows.ts";

const ERRORS = 200;
const PREVIEW = 25;
const SAMPLES = 3;
const TITLE_CHARACTERS = 120;

export function toImportReport(of: {
  table: Pick<ImportReport, "format" | "encoding" | "delimiter" | "sheet"> & { sheets: readonly string[] };
  heading: boolean;
  titles: readonly string[] | null;
  columns: readonly (ImportField | null)[];
  missing: ImportReport["missing"];
  /** without the heading */
  rows: readonly (readonly string[])[];
  merged: readonly Merged[];
  errors: readonly RowError[];
  /** names of the groups that the course has */
  groups: ReadonlySet<string>;
  done: boolean;
}): ImportReport {
  const { format, encoding, delimiter, sheets, sheet } = of.table;
  const width = Math.max(
    of.columns.length,
    of.titles?.length ?? 0,
    ...of.rows.slice(0, 50).map((row) => row.length),
  );
  const number = (outcome: Merged["outcome"]) => of.merged.filter((row) => row.outcome === outcome).length;
  const wrong = new Set(of.errors.map(({ row }) => row)).size;
  const named = new Set(of.merged.flatMap(({ draft }) => draft.group ?? []));
  return {
    done: of.done,
    format,
    encoding,
    delimiter,
    sheets: [...sheets],
    sheet,
    heading: of.heading,
    columns: Array.from({ length: width }, (_, i) => ({
      title: (of.titles?.[i] ?? "").slice(0, TITLE_CHARACTERS),
      field: of.columns[i] ?? null,
      samples: samplesOf(of.rows, i),
    })),
    missing: of.missing,
    rows: of.rows.filter((row) => row.some((cell) => cell !== "")).length,
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

function samplesOf(rows: readonly (readonly string[])[], column: number): string[] {
  const samples: string[] = [];
  for (const row of rows) {
    const cell = row[column] ?? "";
    if (cell !== "") samples.push(cell.slice(0, TITLE_CHARACTERS));
    if (samples.length === SAMPLES) break;
  }
  return samples;
}
