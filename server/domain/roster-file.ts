/** A table that somebody chose, read as a roster by a plan. Pure; large ones are read in a thread (imports/read.ts). */
import { type ImportPlan, type ImportReport, MAX_IMPORT_ROWS } from "../../shared/api/roster-import.ts";
import { guessColumns, guessHeading, missingColumns } from "./roster-columns.ts";
import { readRoster, type RosterDraft, type RowError } from "./roster-rows.ts";

const SAMPLES = 3;
const TITLE_CHARACTERS = 120;

/** What a file is, without its rows. */
export type FileShape = Pick<
  ImportReport,
  "format" | "encoding" | "delimiter" | "sheets" | "sheet" | "heading" | "columns" | "missing" | "rows"
>;
export interface RosterFile {
  readonly shape: FileShape;
  readonly drafts: readonly RosterDraft[];
  readonly errors: readonly RowError[];
}

const isEmpty = (row: readonly string[]) => row.every((cell) => cell === "");

/** @returns why it cannot be taken, where it cannot: the code of a problem */
export function readRosterFile(
  table: Pick<ImportReport, "format" | "encoding" | "delimiter" | "sheet"> & {
    readonly sheets: readonly string[];
    readonly rows: readonly (readonly string[])[];
  },
  plan: Pick<ImportPlan, "heading" | "columns">,
): RosterFile | "import_unreadable" | "import_too_many" {
  const { format, encoding, delimiter, sheets, sheet } = table;
  if (table.rows.every(isEmpty)) return "import_unreadable";
  const heading = plan.heading ?? guessHeading(table.rows);
  const rows = heading ? table.rows.slice(1) : table.rows;
  const count = rows.filter((row) => !isEmpty(row)).length;
  if (count > MAX_IMPORT_ROWS) return "import_too_many";
  const titles = heading ? (table.rows[0] ?? []) : null;
  const columns = plan.columns ?? guessColumns(titles, rows);
  const missing = missingColumns(columns);
  const read = missing.length > 0 ? { drafts: [], errors: [] } : readRoster(rows, columns, heading ? 2 : 1);
  const width = Math.max(columns.length, titles?.length ?? 0, ...rows.slice(0, 50).map((row) => row.length));
  return {
    shape: {
      format,
      encoding,
      delimiter,
      sheets: [...sheets],
      sheet,
      heading,
      columns: Array.from({ length: width }, (_, i) => ({
        title: (titles?.[i] ?? "").slice(0, TITLE_CHARACTERS),
        field: columns[i] ?? null,
        samples: samplesOf(rows, i),
      })),
      missing,
      rows: count,
    },
    ...read,
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
