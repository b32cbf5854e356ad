/** Rows of somebody's file as people of a roster, or what is wrong with them. Pure. */
import * as v from "valibot";
import { Email } from "../../shared/api/account.ts";
import type { ImportErrorCode, ImportField } from "../../shared/api/roster-import.ts";
import { isDate } from "../../shared/dates.ts";

/** Somebody of the file. A field whose column the file does not have is undefined: it is left as it is. */
export interface RosterDraft {
  /** the file's row, counted from 1 */
  readonly row: number;
  readonly email: string;
  readonly name: string;
  readonly studentNumber: string | null | undefined;
  readonly group: string | null | undefined;
  readonly eligibleFrom: string | null | undefined;
  readonly eligibleUntil: string | null | undefined;
}
export interface RowError {
  readonly row: number;
  readonly field: ImportField | null;
  readonly code: ImportErrorCode;
  readonly value: string;
  readonly firstRow: number | null;
}

const MAX = { name: 120, studentNumber: 40, group: 80 } as const;
const DATE_FIELDS = ["eligibleFrom", "eligibleUntil"] as const;

/** Day first, as nearly everywhere, unless the column itself shows that the month is. */
const monthFirst = (cells: readonly string[]): boolean => {
  const parts = cells.flatMap((cell) => {
    const found = /^(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}$/.exec(cell);
    return found ? [[Number(found[1]), Number(found[2])] as const] : [];
  });
  return parts.some(([, second]) => second > 12) && !parts.some(([first]) => first > 12);
};

/** @returns null for what is no date */
function readDate(cell: string, isMonthFirst: boolean): string | null {
  if (isDate(cell)) return cell;
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell);
  if (!found) return null;
  const [, first = "", second = "", year = ""] = found;
  const [month, day] = isMonthFirst ? [first, second] : [second, first];
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDate(date) ? date : null;
}

const clean = (text: string) => text.replaceAll("\u0000", "").replaceAll(/\s+/g, " ").trim();

/**
 * @param rows without the heading; empty ones are passed over
 * @param firstRow number of the first of them in the file, from 1
 */
export function readRoster(
  rows: readonly (readonly string[])[],
  columns: readonly (ImportField | null)[],
  firstRow: number,
): { drafts: RosterDraft[]; errors: RowError[] } {
  const at = new Map(columns.flatMap((field, i) => (field ? [[field, i] as const] : [])));
  const cellOf = (row: readonly string[], field: ImportField) => clean(row[at.get(field) ?? -1] ?? "");
  const isMonthFirst = new Map(
    DATE_FIELDS.map((field) => [field, monthFirst(rows.map((row) => cellOf(row, field)))]),
  );
  const drafts: RosterDraft[] = [];
  const errors: RowError[] = [];
  const emails = new Map<string, number>();
  const numbers = new Map<string, RosterDraft>();

  rows.forEach((cells, i) => {
    if (cells.every((cell) => cell.trim() === "")) return;
    const row = firstRow + i;
    const wrong: RowError[] = [];
    const refuse = (
      field: ImportField | null,
      code: ImportErrorCode,
      value: string,
      first: number | null = null,
    ) => wrong.push({ row, field, code, value: value.slice(0, 120), firstRow: first });

    const typed = cellOf(cells, "email");
    const email = v.safeParse(Email, typed);
    if (typed === "") refuse("email", "email_missing", "");
    else if (!email.success) refuse("email", "email_wrong", typed);
    const name =
      cellOf(cells, "name") || clean(`${cellOf(cells, "givenName")} ${cellOf(cells, "familyName")}`);
    const nameField = at.has("name") ? "name" : at.has("familyName") ? "familyName" : "givenName";
    if (name === "") refuse(nameField, "name_missing", "");
    if (name.length > MAX.name) refuse(nameField, "too_long", name);

    const optional = (field: "studentNumber" | "group") => {
      if (!at.has(field)) return undefined;
      const text = cellOf(cells, field);
      if (text.length > MAX[field]) refuse(field, "too_long", text);
      return text || null;
    };
    const date = (field: (typeof DATE_FIELDS)[number]) => {
      if (!at.has(field)) return undefined;
      const text = cellOf(cells, field);
      if (text === "") return null;
      const read = readDate(text, isMonthFirst.get(field) ?? false);
      if (read === null) refuse(field, "date_wrong", text);
      return read;
    };
    const draft: RosterDraft = {
      row,
      email: email.success ? email.output : "",
      name,
      studentNumber: optional("studentNumber"),
      group: optional("group"),
      eligibleFrom: date("eligibleFrom"),
      eligibleUntil: date("eligibleUntil"),
    };
    const { eligibleFrom, eligibleUntil, studentNumber } = draft;
    if (eligibleFrom && eligibleUntil && eligibleFrom > eligibleUntil) {
      refuse("eligibleUntil", "dates_reversed", `${eligibleFrom} – ${eligibleUntil}`);
    }
    const before = emails.get(draft.email);
    if (draft.email !== "" && before !== undefined) refuse("email", "email_twice", draft.email, before);
    else if (draft.email !== "") emails.set(draft.email, row);
    const holder = studentNumber ? numbers.get(studentNumber) : undefined;
    if (studentNumber && holder && holder.email !== draft.email) {
      refuse("studentNumber", "number_of_another", studentNumber, holder.row);
    }
    if (studentNumber && !holder) numbers.set(studentNumber, draft);
    if (wrong.length > 0) errors.push(...wrong);
    else drafts.push(draft);
  });
  return { drafts, errors };
}
