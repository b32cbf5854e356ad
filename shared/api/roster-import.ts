/**
 * A roster from a file: POST /v1/courses/:id/roster/import?plan=… with the file's bytes (CSV or XLSX) as body. With
 * `dryRun` nothing is changed and the same report comes back; without it everything is taken over, or nothing.
 */
import * as v from "valibot";
import { written } from "../ids.ts";

/** Largest file, bytes; and the most rows in it. */
export const MAX_IMPORT_BYTES = 12 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 50_000;
const MAX_COLUMNS = 100;

/** What a column can be. Names come in one column or in two. */
export const ImportField = v.picklist([
  "email",
  "name",
  "givenName",
  "familyName",
  "studentNumber",
  "group",
  "eligibleFrom",
  "eligibleUntil",
]);
export type ImportField = v.InferOutput<typeof ImportField>;

/** Query `plan`, JSON. */
export const ImportPlan = v.strictObject({
  dryRun: v.boolean(),
  /** for each column what it is, null: nothing of ours; left out: the server guesses */
  columns: v.optional(v.pipe(v.array(v.nullable(ImportField)), v.maxLength(MAX_COLUMNS))),
  /** whether the first row is a heading; left out: the server guesses */
  heading: v.optional(v.boolean()),
  /** name of the sheet of a workbook; left out: the first */
  sheet: v.optional(written(200)),
});
export type ImportPlan = v.InferOutput<typeof ImportPlan>;

export const ImportErrorCode = v.picklist([
  "email_missing",
  "email_wrong",
  "email_twice",
  "name_missing",
  "too_long",
  "date_wrong",
  "dates_reversed",
  "number_of_another",
  "not_a_student_here",
]);
export type ImportErrorCode = v.InferOutput<typeof ImportErrorCode>;

/** What becomes of a row: a new person on the roster (with or without an account), somebody who had left, other data, nothing. */
export const ImportOutcome = v.picklist(["new", "back", "changed", "same", "wrong"]);
export type ImportOutcome = v.InferOutput<typeof ImportOutcome>;

export const ImportReport = v.strictObject({
  /** it is in the roster now */
  done: v.boolean(),
  format: v.picklist(["csv", "xlsx"]),
  encoding: v.nullable(v.picklist(["utf-8", "utf-16le", "utf-16be", "windows-1252"])),
  delimiter: v.nullable(v.string()),
  sheets: v.array(v.string()),
  sheet: v.nullable(v.string()),
  heading: v.boolean(),
  columns: v.array(
    v.strictObject({
      /** the heading's text; "" without one */
      title: v.string(),
      field: v.nullable(ImportField),
      samples: v.array(v.string()),
    }),
  ),
  /** a mapping that cannot do: which of these is missing */
  missing: v.array(v.picklist(["email", "name"])),
  rows: v.number(),
  counts: v.strictObject({
    new: v.number(),
    back: v.number(),
    changed: v.number(),
    same: v.number(),
    wrong: v.number(),
    /** of the new: they have no account yet */
    withoutAccount: v.number(),
  }),
  /** groups that the course does not have yet */
  newGroups: v.array(v.string()),
  /** the first 200 errors, by the file's row, counted from 1 */
  errors: v.array(
    v.strictObject({
      row: v.number(),
      field: v.nullable(ImportField),
      code: ImportErrorCode,
      value: v.string(),
      /** of something twice: the row where it was first */
      firstRow: v.nullable(v.number()),
    }),
  ),
  /** the first rows as they were read */
  preview: v.array(
    v.strictObject({
      row: v.number(),
      outcome: ImportOutcome,
      name: v.string(),
      email: v.string(),
      studentNumber: v.nullable(v.string()),
      group: v.nullable(v.string()),
      eligibleFrom: v.nullable(v.string()),
      eligibleUntil: v.nullable(v.string()),
    }),
  ),
});
export type ImportReport = v.InferOutput<typeof ImportReport>;
