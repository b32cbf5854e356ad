/** Which column of somebody's file is what. Pure. */
import type { ImportField } from "../../shared/api/roster-import.ts";

/** What headings say in English, Spanish and some neighbours, without accents; the first that fits is taken. */
const TITLES: readonly (readonly [ImportField, RegExp])[] = [
  ["email", /e-?mail|correo|courriel/],
  ["eligibleFrom", /^(from|since|start|joined|eligible from|desde|alta|inicio|fecha de alta)/],
  ["eligibleUntil", /^(until|to|end|left|eligible until|hasta|baja|fin|fecha de baja)/],
  ["familyName", /last ?name|surname|family|apellido/],
  ["givenName", /first ?name|given|^nombre de pila|forename/],
  [
    "studentNumber",
    /matricula|expediente|legajo|^(student )?(no|nr|num|number|numero|id)\b|student.?(id|no|number)|numero|^dni$/,
  ],
  ["group", /group|grupo|section|seccion|^class$|^clase$/],
  ["name", /name|nombre|alumn|student|estudiante/],
];

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[_.]/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
const looksLikeEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** Whether the first row is a heading: it has no address in it, and a later one has, or it says what columns say. */
export function guessHeading(rows: readonly (readonly string[])[]): boolean {
  const [first, ...others] = rows.slice(0, 20);
  if (!first || first.some(looksLikeEmail)) return false;
  return (
    others.some((row) => row.some(looksLikeEmail)) ||
    first.some((title) => TITLES.some(([, says]) => says.test(plain(title))))
  );
}

/** What each column is, by its heading, or where that says nothing by what is in it; each field once. */
export function guessColumns(
  titles: readonly string[] | null,
  rows: readonly (readonly string[])[],
): (ImportField | null)[] {
  const width = Math.max(titles?.length ?? 0, ...rows.slice(0, 50).map((row) => row.length), 0);
  const columns = Array.from({ length: width }, (): ImportField | null => null);
  const taken = new Set<ImportField>();
  const take = (at: number, field: ImportField) => {
    if (columns[at] || taken.has(field)) return;
    columns[at] = field;
    taken.add(field);
  };
  for (const [field, says] of TITLES) {
    const at = titles?.findIndex((title, i) => !columns[i] && says.test(plain(title))) ?? -1;
    if (at >= 0) take(at, field);
  }
  const filled = (at: number) =>
    rows
      .slice(0, 50)
      .map((row) => row[at] ?? "")
      .filter((cell) => cell !== "");
  for (let at = 0; at < width; at++) {
    const cells = filled(at);
    if (cells.length > 0 && cells.filter(looksLikeEmail).length > cells.length / 2) take(at, "email");
  }
  // "nombre" beside "apellidos" is the given name
  const name = columns.indexOf("name");
  if (taken.has("familyName") && !taken.has("givenName") && name >= 0) columns[name] = "givenName";
  if (titles === null) {
    for (let at = 0; at < width; at++) {
      const cells = filled(at);
      if (columns[at] || cells.length === 0) continue;
      if (cells.every((cell) => /^[A-Z]?\d{4,}$/i.test(cell))) take(at, "studentNumber");
      else if (cells.every((cell) => /^\p{L}.*\s.*\p{L}/u.test(cell))) take(at, "name");
    }
  }
  return columns;
}

/** What a mapping must have. */
export function missingColumns(columns: readonly (ImportField | null)[]): ("email" | "name")[] {
  const has = (field: ImportField) => columns.includes(field);
  return [
    ...(has("email") ? [] : ["email" as const]),
    ...(has("name") || has("givenName") || has("familyName") ? [] : ["name" as const]),
  ];
}
