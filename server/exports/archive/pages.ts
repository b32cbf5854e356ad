/** What a person reads of an archive: README.txt, and index.html without a script or anything from elsewhere. */
import type { Language } from "../../../shared/api/account.ts";
import type { Look } from "../../../shared/api/rights.ts";
import { lineText } from "../inert.ts";
import { ARCHIVE_WORDS } from "../languages.ts";
import { type Section, SECTIONS } from "./words.ts";

/** What the pages tell of, beside the files themselves. */
export interface ArchiveFacts {
  readonly language: Language;
  readonly madeAt: Date;
  readonly name: string;
  readonly email: string;
  readonly counts: Readonly<Record<Section, number>>;
  readonly photos: readonly {
    readonly name: string;
    readonly at: Date;
    readonly courseName: string | null;
  }[];
  readonly documents: readonly string[];
  /** photos and documents that could not be opened; known at the end only */
  readonly missing: number;
  readonly consents: readonly { version: string; givenAt: Date; withdrawnAt: Date | null }[];
  readonly checkIns: readonly {
    courseName: string | null;
    capturedMs: number;
    state: string;
    score: number | null;
  }[];
  readonly attendance: readonly { courseName: string; startsAt: Date; status: string | null }[];
  readonly looks: readonly Look[];
}

/** `2026-11-22 10:15 UTC` */
const stamp = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
/** Notepad of old wants both. */
const LINE = "\r\n";
const WIDTH = 78;

export function readme(facts: ArchiveFacts): string {
  const w = ARCHIVE_WORDS[facts.language];
  const name = lineText(facts.name);
  const list = (items: readonly string[]) => items.map((item) => wrapped(`- ${item}`, "  "));
  const files = SECTIONS.map((section) => `${section}.json: ${w.sections[section].text}`);
  return [
    w.title.toUpperCase(),
    wrapped(w.made(stamp(facts.madeAt), name, facts.email)),
    "",
    ...w.intro.map((text) => wrapped(text) + LINE),
    w.filesTitle.toUpperCase(),
    ...list([...files, `photos/: ${w.photos.text}`, `documents/: ${w.documents.text}`]),
    "",
    w.absentTitle.toUpperCase(),
    ...list([...w.absent, ...(facts.missing > 0 ? [w.absentFiles(facts.missing)] : [])]),
    "",
    w.rightsTitle.toUpperCase(),
    ...list(w.rights),
    "",
  ].join(LINE);
}

function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length >= WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(LINE);
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8886;vertical-align:top}
td:first-child{white-space:nowrap}
.photos{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:1rem;padding:0;list-style:none}
.photos img{width:100%;height:9rem;object-fit:cover;border-radius:.5rem}.table{overflow-x:auto}`;

export function indexPage(facts: ArchiveFacts): string {
  const { language, looks } = facts;
  const w = ARCHIVE_WORDS[language];
  const { columns: c } = w;
  const said = (word: string | null) => (word === null ? "" : (w.states[word] ?? word));
  const table = (heads: readonly string[], rows: readonly (readonly string[])[]) =>
    rows.length === 0
      ? `<p>${text(w.none)}</p>`
      : `<div class="table" tabindex="0" role="region" aria-label="${text(heads.join(", "))}"><table><thead><tr>${heads.map((head) => `<th scope="col">${text(head)}</th>`).join("")}</tr></thead><tbody>${rows
          .map((row) => `<tr>${row.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`)
          .join("\n")}</tbody></table></div>`;
  const tables: Partial<Record<Section, string>> = {
    consents: table(
      [c.version, c.given, c.withdrawn],
      facts.consents.map((one) => [
        one.version,
        stamp(one.givenAt),
        one.withdrawnAt ? stamp(one.withdrawnAt) : "",
      ]),
    ),
    "check-ins": table(
      [c.when, c.course, c.state, c.score],
      facts.checkIns.map((one) => [
        stamp(new Date(one.capturedMs)),
        one.courseName ?? "",
        said(one.state),
        one.score?.toFixed(3) ?? "",
      ]),
    ),
    attendance: table(
      [c.when, c.course, c.state],
      facts.attendance.map((one) => [stamp(one.startsAt), one.courseName, said(one.status)]),
    ),
    "viewing-log": table(
      [c.when, c.who, c.why, c.count],
      looks.map((look) => [
        stamp(new Date(look.at)),
        look.by?.name ?? "",
        [w.whys[look.why] ?? look.why, look.courseName].filter(Boolean).join(" · "),
        String(look.count),
      ]),
    ),
  };
  const sections = SECTIONS.map(
    (section) => `<section><h2>${text(w.sections[section].title)}</h2><p>${text(w.sections[section].text)}</p>
<p><a href="${section}.json">${section}.json</a> (${text(w.entries(facts.counts[section]))})</p>${tables[section] ?? ""}</section>`,
  );
  const photos = facts.photos.map(
    ({ name, at, courseName }) =>
      `<li><a href="${text(name)}"><img src="${text(name)}" alt="${text(stamp(at))}" loading="lazy"></a>${text([courseName, stamp(at)].filter(Boolean).join(" · "))}</li>`,
  );
  const documents = facts.documents.map(
    (name) => `<li><a href="${text(name)}" download>${text(name)}</a></li>`,
  );
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>${text(w.title)}</title><style>${STYLE}</style></head><body><main>
<h1>${text(w.title)}</h1><p>${text(w.made(stamp(facts.madeAt), lineText(facts.name), facts.email))}</p>
${w.intro.map((one) => `<p>${text(one)}</p>`).join("\n")}
<section><h2>${text(w.photos.title)}</h2><p>${text(w.photos.text)}</p>${photos.length === 0 ? `<p>${text(w.none)}</p>` : `<ul class="photos">${photos.join("\n")}</ul>`}</section>
${sections.join("\n")}
<section><h2>${text(w.documents.title)}</h2><p>${text(w.documents.text)}</p>${documents.length === 0 ? `<p>${text(w.none)}</p>` : `<ul>${documents.join("\n")}</ul>`}</section>
<section><h2>${text(w.absentTitle)}</h2><ul>${[...w.absent, ...(facts.missing > 0 ? [w.absentFiles(facts.missing)] : [])].map((one) => `<li>${text(one)}</li>`).join("\n")}</ul></section>
<section><h2>${text(w.rightsTitle)}</h2><ul>${w.rights.map((one) => `<li>${text(one)}</li>`).join("\n")}</ul></section>
</main></body></html>
`;
}

const HTML: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
/** Nothing that somebody wrote becomes markup. */
const text = (said: string): string => lineText(said).replaceAll(/[&<>"']/g, (char) => HTML[char] ?? "");
