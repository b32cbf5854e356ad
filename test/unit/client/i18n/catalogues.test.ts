import { expect, test } from "vitest";
import { en } from "../../../../client/i18n/en.ts";
import { es } from "../../../../client/i18n/es.ts";
import { OUTCOMES } from "../../../../client/i18n/outcomes.ts";
import { plural } from "../../../../client/i18n/plural.ts";
import { ENROLMENT_CODES } from "../../../../shared/api/enrolment.ts";
import { COACHING } from "../../../../shared/face/coaching.ts";
import { OUTCOME_CODES } from "../../../../shared/protocol/sync.ts";

/** Every message of a catalogue as path → text; functions are called with sample numbers, as words. */
function spelledOut(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(Reflect.apply(value, null, ["3", "2", "1"]))]];
  if (typeof value !== "object" || value === null) throw new TypeError(`${path} is not a message`);
  return Object.entries(value).flatMap(([key, inner]) =>
    spelledOut(inner, path === "" ? key : `${path}.${key}`),
  );
}

/** Hints may be absent; everything else says something. */
const mayBeEmpty = (path: string) => path.endsWith(".hint");

/** What is truly the same in both languages. */
const SAME = new Set([
  "manage.about.columns.digest",
  "face.enrol.step",
  "manage.health.secureYes",
  "teach.enrolments.photo",
]);

test("every message exists in both languages and says something", () => {
  const english = spelledOut(en);
  const spanish = new Map(spelledOut(es));
  expect([...spanish.keys()].toSorted()).toEqual(english.map(([path]) => path).toSorted());
  const silent = [...english, ...spanish].filter(([path, text]) => text.trim() === "" && !mayBeEmpty(path));
  expect(silent).toEqual([]);
});

test("no sentence was left untranslated", () => {
  const spanish = new Map(spelledOut(es));
  const same = spelledOut(en)
    .filter(([path, text]) => text.includes(" ") && spanish.get(path) === text && !SAME.has(path))
    .map(([path]) => path);
  expect(same).toEqual([]);
});

test.each(OUTCOME_CODES)("the outcome %s says what it is and what to do next, in both languages", (code) => {
  for (const language of ["en", "es"] as const) {
    const { message, next } = OUTCOMES[code][language];
    expect(message).toMatch(/\S.*[.!?]$/);
    expect(next).toMatch(/\S.*[.!?]$/);
  }
  expect(OUTCOMES[code].en.message).not.toBe(OUTCOMES[code].es.message);
});

test("every coaching and enrolment code has its sentence", () => {
  for (const { face } of [en, es]) {
    expect(Object.keys(face.coaching).toSorted()).toEqual([...COACHING].toSorted());
    expect(Object.keys(face.enrolmentCodes).toSorted()).toEqual([...ENROLMENT_CODES].toSorted());
  }
});

test("one and many are told apart, and numbers are written as the language writes them", () => {
  expect(plural("en")(1, "1 student", "# students")).toBe("1 student");
  expect(plural("en")(1234, "1 student", "# students")).toBe("1,234 students");
  expect(plural("es")(12345, "1 estudiante", "# estudiantes")).toBe("12.345 estudiantes");
});
