import { longDate } from "./moments.ts";
import { arithmetic, percent } from "./numbers.ts";
import { CONTENT_WIDTH, INK, PAGE, type Pages } from "./pdf-page.ts";
import { facts, scopeText, takenText, type Told } from "./tables.ts";

/** The top of the first page: what it is of, four figures, and how they are computed. */
export function drawCover(pages: Pages, told: Told): void {
  const { report, words } = told;
  const { doc } = pages;
  const x = PAGE.margin + 12;
  const top = pages.y;
  pages.decorate(() => doc.rect(PAGE.margin, top, 3, 62).fill(INK.margin));
  pages.keep(
    pages.tag("H1", () => {
      pages.write(words.title, x, top - 2, { size: 11, font: "bold", color: INK.pen });
      const name = [report.course.name, report.course.code].filter(Boolean).join(" · ");
      pages.write(pages.fit(name, CONTENT_WIDTH - 20, { size: 20, font: "bold" }), x, top + 12, {
        size: 20,
        font: "bold",
      });
    }),
  );
  const dates = `${longDate(report.from, words)} – ${longDate(report.until, words)}`;
  const line = [scopeText(told), dates, report.course.term].filter(Boolean).join(" · ");
  pages.keep(
    pages.tag("P", () =>
      pages.write(pages.fit(line, CONTENT_WIDTH - 20, { size: 11 }), x, top + 40, {
        size: 11,
        color: INK.soft,
      }),
    ),
  );
  pages.y = top + 76;
  drawTiles(pages, told);
  drawFacts(pages, told);
}

function drawTiles(pages: Pages, told: Told): void {
  const { report, words, language } = told;
  const { totals, policy } = report;
  const { doc } = pages;
  const below = report.students.filter((student) => student.below).length;
  const tiles: [string, string, string][] = [
    [words.facts.meetings, `${totals.taken} / ${totals.meetings}`, takenText(told)],
    [
      words.facts.share,
      percent(totals.share.basisPoints, language),
      arithmetic(totals, totals.share, policy.share),
    ],
    [words.facts.students, `${report.students.length}`, scopeText(told)],
    [`< ${policy.requiredPct} %`, `${below}`, words.facts.below],
  ];
  const gap = 10;
  const width = (CONTENT_WIDTH - gap * (tiles.length - 1)) / tiles.length;
  const top = pages.y;
  for (const [i, [label, value, note]] of tiles.entries()) {
    const x = PAGE.margin + i * (width + gap);
    pages.decorate(() => doc.roundedRect(x, top, width, 60, 6).fill(INK.pale));
    pages.keep(
      pages.tag("P", () => {
        pages.write(label, x + 10, top + 6, { size: 8.5, color: INK.soft });
        pages.write(value, x + 10, top + 17, { size: 19, font: "bold", color: INK.ink });
        pages.write(pages.fit(note, width - 20, { size: 8.5 }), x + 10, top + 43, {
          size: 8.5,
          color: INK.soft,
        });
      }),
    );
  }
  pages.y = top + 72;
}

/** What the tiles do not say: teachers, the rule, the zone, the age of the data; in two columns. */
function drawFacts(pages: Pages, told: Told): void {
  const { facts: f } = told.words;
  const shown = new Set([f.teachers, f.rule, f.timeZone, f.data]);
  const lines = facts(told).filter(([label]) => shown.has(label));
  const width = CONTENT_WIDTH / 2;
  for (const [i, [label, text]] of lines.entries()) {
    const x = PAGE.margin + (i % 2) * width;
    const { y } = pages;
    const lead = `${label}: `;
    pages.keep(
      pages.tag("P", () => {
        pages.write(lead, x, y, { size: 9, font: "bold" });
        const own = pages.widthOf(lead, { size: 9, font: "bold" });
        pages.write(pages.fit(text, width - own - 12, { size: 9 }), x + own, y, { size: 9, color: INK.soft });
      }),
    );
    if (i % 2 === 1 || i === lines.length - 1) pages.y += 13;
  }
}
