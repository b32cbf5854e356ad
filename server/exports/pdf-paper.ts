import type { Paper, PaperSection } from "../../shared/api/paper.ts";
import { CONTENT_WIDTH, INK, PAGE, BOTTOM, Pages } from "./pdf-page.ts";
import { drawHeading } from "./pdf.ts";
import { PdfTable } from "./pdf-table.ts";

const PAGE_WORDS = { en: ["Page ", " of "], es: ["Página ", " de "] } as const;
const TEXT = { size: 10, lead: 13.5 } as const;
/** Nothing of a clock may be in the bytes; the format wants a date. */
const NO_DATE = new Date(0);
const MOST_LINES = 60;

/** A paper as a tagged PDF (PDF/UA); the same paper gives the same bytes. */
export async function* writePaper(paper: Paper): AsyncGenerator<Uint8Array> {
  const [page, of] = PAGE_WORDS[paper.language];
  const pages = new Pages({
    title: paper.title,
    subject: paper.subtitle,
    language: paper.language,
    at: NO_DATE,
    footer: { left: paper.foot, middle: "", page: (n) => `${page}${n}${of}` },
  });
  pages.newPage();
  drawTitle(pages, paper);
  for (const section of paper.sections) {
    drawHeading(pages, section.heading, 40);
    for (const text of section.paragraphs) drawParagraph(pages, text);
    if (section.table) drawTable(pages, section.table);
    const bytes = pages.taken();
    if (bytes) yield bytes;
  }
  yield* pages.finish();
}

function drawTitle(pages: Pages, { title, subtitle }: Paper): void {
  const { y } = pages;
  const x = PAGE.margin + 12;
  pages.decorate(() => pages.doc.rect(PAGE.margin, y, 3, 46).fill(INK.margin));
  const large = { size: 20, font: "bold" } as const;
  pages.keep(
    pages.tag("H1", () => pages.write(pages.fit(title, CONTENT_WIDTH - 20, large), x, y - 2, large)),
  );
  const small = { size: 11, color: INK.soft };
  pages.keep(
    pages.tag("P", () => pages.write(pages.fit(subtitle, CONTENT_WIDTH - 20, small), x, y + 27, small)),
  );
  pages.y = y + 58;
}

function drawParagraph(pages: Pages, text: string): void {
  const lines = pages.wrap(text, CONTENT_WIDTH, MOST_LINES, TEXT);
  const height = lines.length * TEXT.lead;
  if (pages.y + height > BOTTOM) pages.newPage();
  const { y } = pages;
  pages.keep(
    pages.tag("P", () => {
      for (const [n, line] of lines.entries()) pages.write(line, PAGE.margin, y + n * TEXT.lead, TEXT);
    }),
  );
  pages.y = y + height + 5;
}

function drawTable(pages: Pages, { head, rows }: NonNullable<PaperSection["table"]>): void {
  if (rows.length === 0) return;
  // a column is as wide as what stands in it asks, within reason
  const widest = (i: number) =>
    Math.max(...[head, ...rows].map((row) => pages.widthOf(row[i] ?? "", { size: 8.5 })));
  const table = new PdfTable(
    pages,
    head.map((title, i) => ({ title, width: Math.min(Math.max(widest(i), 70), 330) + 8, lines: 8 })),
  );
  for (const row of rows) table.row(row.map((text) => ({ text })));
  table.end();
  pages.y += 6;
}
