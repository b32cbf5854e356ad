import type { FontName } from "./pdf-fonts.ts";
import { BOTTOM, CONTENT_WIDTH, INK, PAGE, type Pages } from "./pdf-page.ts";

export interface PdfColumn {
  readonly title: string;
  /** in points; what is left over goes to columns in proportion */
  readonly width: number;
  readonly align?: "left" | "right" | "center";
  /** lines at most */
  readonly lines?: number;
  /** of the head; otherwise the title, wrapped */
  readonly headLines?: readonly string[];
}
export interface PdfCell {
  readonly text: string;
  readonly font?: FontName;
  readonly color?: string;
  readonly fill?: string;
  /** 0 to 1: a bar beneath the text */
  readonly bar?: number;
}

const SIZE = 8.5;
const LINE = 10.5;
const PAD = { x: 4, y: 3.2 } as const;
const HEAD_SIZE = 7.8;
const HEAD_LINE = 9;

/**
 * A table with its head on every page. Each cell is tagged, or, of a long table, each row: a screen reader then reads the row
 * in one go.
 */
export class PdfTable {
  readonly #pages: Pages;
  readonly #columns: readonly Required<Pick<PdfColumn, "title" | "width" | "align" | "lines">>[];
  readonly #heads: readonly (readonly string[])[];
  readonly #element: PDFKit.PDFStructureElement;
  readonly #headHeight: number;
  readonly #byRow: boolean;
  #first = true;

  constructor(
    pages: Pages,
    columns: readonly PdfColumn[],
    options: { long?: boolean; stretch?: boolean } = {},
  ) {
    const sum = columns.reduce((all, { width }) => all + width, 0);
    const scale = (options.stretch ?? true) ? CONTENT_WIDTH / sum : 1;
    this.#pages = pages;
    this.#byRow = options.long ?? false;
    this.#columns = columns.map(({ title, width, align = "left", lines = 2 }) => ({
      title,
      width: width * scale,
      align,
      lines,
    }));
    this.#heads = columns.map(
      ({ title, headLines }, i) =>
        headLines ??
        pages.wrap(title, (this.#columns[i]?.width ?? 0) - 2 * PAD.x, 3, { size: HEAD_SIZE, font: "bold" }),
    );
    this.#headHeight = Math.max(...this.#heads.map(({ length }) => length)) * HEAD_LINE + 2 * PAD.y + 1;
    this.#element = pages.begin("Table");
  }

  /** room that a head and one row need */
  get least(): number {
    return this.#headHeight + LINE + 2 * PAD.y;
  }

  #head(): void {
    const { ink } = this.#pages;
    const y = this.#pages.y;
    const total = this.#columns.reduce((all, { width }) => all + width, 0);
    const draw = (tag: string | null) => {
      const row = tag === null ? null : this.#pages.begin("TR", this.#element);
      this.#pages.decorate(() => ink.box(PAGE.margin, y, total, this.#headHeight, INK.pen));
      let x: number = PAGE.margin;
      for (const [i, { width, align }] of this.#columns.entries()) {
        const left = x;
        const write = () => {
          for (const [n, line] of (this.#heads[i] ?? []).entries())
            this.#pages.write(line, left + PAD.x, y + PAD.y + n * HEAD_LINE, {
              size: HEAD_SIZE,
              font: "bold",
              color: INK.white,
              align,
              width: width - 2 * PAD.x,
            });
        };
        if (row) this.#pages.keep(this.#pages.tag("TH", write), row);
        else this.#pages.decorate(write);
        x += width;
      }
      row?.end();
    };
    // on later pages the head is there for the eye: the structure has it once
    draw(this.#first ? "TH" : null);
    this.#first = false;
    this.#pages.y += this.#headHeight;
  }

  row(cells: readonly PdfCell[], options: { strong?: boolean } = {}): void {
    const pages = this.#pages;
    const font: FontName = options.strong ? "bold" : "regular";
    const lines = this.#columns.map(({ width, lines: most }, i) => {
      const cell = cells[i];
      return cell
        ? pages.wrap(cell.text, width - 2 * PAD.x, most, { size: SIZE, font: cell.font ?? font })
        : [""];
    });
    const height = Math.max(...lines.map(({ length }) => length)) * LINE + 2 * PAD.y;
    if (this.#first && pages.y + this.#headHeight + height > BOTTOM) pages.newPage();
    if (this.#first) this.#head();
    if (pages.y + height > BOTTOM) {
      pages.newPage();
      this.#head();
    }
    const y = pages.y;
    const row = pages.begin("TR", this.#element);
    this.#ground(cells, y, height, options.strong ?? false);
    let x: number = PAGE.margin;
    const writers: (() => void)[] = [];
    for (const [i, { width, align }] of this.#columns.entries()) {
      const left = x;
      const cell = cells[i];
      writers.push(() => {
        for (const [n, line] of (lines[i] ?? []).entries()) {
          if (line === "") continue;
          pages.write(line, left + PAD.x, y + PAD.y + n * LINE, {
            size: SIZE,
            font: cell?.font ?? font,
            color: cell?.color ?? INK.ink,
            align,
            width: width - 2 * PAD.x,
          });
        }
      });
      x += width;
    }
    if (this.#byRow)
      pages.keep(
        pages.tag("TD", () => writers.forEach((write) => write())),
        row,
      );
    else for (const [i, write] of writers.entries()) pages.keep(pages.tag(i === 0 ? "TH" : "TD", write), row);
    row.end();
    pages.y += height;
  }

  /** What lies under a row's text. */
  #ground(cells: readonly PdfCell[], y: number, height: number, strong: boolean): void {
    const { ink } = this.#pages;
    const total = this.#columns.reduce((all, { width }) => all + width, 0);
    this.#pages.decorate(() => {
      let x: number = PAGE.margin;
      if (strong) ink.box(x, y, total, height, INK.pale);
      for (const [i, { width }] of this.#columns.entries()) {
        const { fill, bar } = cells[i] ?? {};
        if (fill) ink.box(x + 0.5, y + 0.5, width - 1, height - 1, fill);
        if (bar !== undefined) {
          const room = width - 2 * PAD.x;
          ink.box(x + PAD.x, y + height - 3, room, 1.6, INK.line);
          if (bar > 0) ink.box(x + PAD.x, y + height - 3, room * Math.min(1, bar), 1.6, INK.pen);
        }
        x += width;
      }
      ink.rule(PAGE.margin, y + height, total, 0.4, INK.line);
    });
  }

  end(): void {
    this.#element.end();
  }
}
