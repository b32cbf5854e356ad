import { lineText } from "./inert.ts";
import type { FontName } from "./pdf-fonts.ts";
import { Ink } from "./pdf-ink.ts";

/** A4 across, in points. */
export const PAGE = { width: 841.89, height: 595.28, margin: 36, footer: 30 } as const;
export const CONTENT_WIDTH = PAGE.width - 2 * PAGE.margin;
export const BOTTOM = PAGE.height - PAGE.margin - PAGE.footer;

export const INK = {
  ink: "#151930",
  soft: "#4b5272",
  line: "#d8dcec",
  pale: "#f5f6fb",
  pen: "#2b3fc2",
  margin: "#e4647a",
  white: "#ffffff",
  ok: "#0c6642",
  okSoft: "#d9f2e5",
  look: "#7f4a00",
  lookSoft: "#fdedcc",
  penSoft: "#e4e8fc",
  bad: "#a81b35",
  badSoft: "#fde3e7",
} as const;

/** of the footer, in points */
const FOOT_SIZE = 8;
/** bytes that are worth to be taken away */
const PIECE = 1 << 16;

type Structure = PDFKit.PDFStructureElement;

export interface TextOptions {
  readonly size?: number;
  readonly font?: FontName;
  readonly color?: string;
  readonly align?: "left" | "right" | "center";
  readonly width?: number;
}

/** A tagged PDF that is written page by page; what is finished can be taken away. */
export class Pages {
  readonly doc: PDFKit.PDFDocument;
  readonly ink: Ink;
  readonly #root: Structure;
  readonly #footer: { left: string; middle: string; page: (n: number) => string };
  readonly #wrapped = new Map<string, readonly string[]>();
  #pages = 0;
  /** where the next thing goes */
  y = 0;

  constructor(about: {
    title: string;
    subject: string;
    language: string;
    at: Date;
    footer: { left: string; middle: string; page: (n: number) => string };
  }) {
    const { title, subject, language, at, footer } = about;
    this.ink = new Ink({
      size: [PAGE.width, PAGE.height],
      margin: 0,
      pdfVersion: "1.7",
      tagged: true,
      subset: "PDF/UA",
      displayTitle: true,
      lang: language,
      info: { Title: title, Subject: subject, Author: "Presente", CreationDate: at, ModDate: at },
    });
    this.doc = this.ink.doc;
    this.#footer = footer;
    this.#root = this.doc.struct("Document");
    this.doc.addStructure(this.#root);
  }

  /** A new page with its footer; "of how many" is written when all are there. */
  newPage(): void {
    this.ink.newPage();
    this.#pages += 1;
    const { left, middle, page } = this.#footer;
    const y = PAGE.height - PAGE.margin - 10;
    this.decorate(() => {
      this.ink.rule(PAGE.margin, y - 6, CONTENT_WIDTH, 0.5, INK.line);
      const small = { size: FOOT_SIZE, color: INK.soft };
      this.write(this.fit(left, 330, small), PAGE.margin, y, small);
      this.write(middle, PAGE.margin, y, { ...small, align: "center", width: CONTENT_WIDTH });
      const text = page(this.#pages);
      const x = PAGE.width - PAGE.margin - this.widthOf(text, small) - this.widthOf("000", small);
      this.write(text, x, y, small);
      this.ink.total(x + this.widthOf(text, small), y + 7.87);
    });
    this.y = PAGE.margin;
  }

  /** Something drawn that a screen reader passes by. */
  decorate(draw: () => void): void {
    this.doc.markContent("Artifact", { type: "Layout" });
    draw();
    this.doc.endMarkedContent();
  }

  /** Something drawn that stands in the document's structure as `tag`. */
  tag(tag: string, draw: () => void): Structure {
    const content = this.doc.markStructureContent(tag);
    draw();
    this.doc.endMarkedContent();
    return this.doc.struct(tag).add(content);
  }

  /** Takes an element, and what is in it, into the document; it is complete. */
  keep(element: Structure, under: Structure = this.#root): void {
    under.add(element);
    element.end();
  }
  /** An element that is filled later; end it yourself. */
  begin(tag: string, under: Structure = this.#root): Structure {
    const element = this.doc.struct(tag);
    under.add(element);
    return element;
  }

  /** One line at a place; `y` is its top. */
  write(text: string, x: number, y: number, options: TextOptions = {}): void {
    const { size = 9, font = "regular", color = INK.ink, align = "left", width = 0 } = options;
    const own = align === "left" ? 0 : this.widthOf(text, options);
    const left = align === "right" ? x + width - own : align === "center" ? x + (width - own) / 2 : x;
    this.ink.letters(text, { x: left, y, size, font, color });
  }

  /** Width in points, letter by letter. */
  widthOf(text: string, { size = 9, font = "regular" }: TextOptions = {}): number {
    return this.ink.widthOf(text, size, font);
  }

  /** The text on one line within a width, with dots for what is left out. */
  fit(text: string, width: number, options: TextOptions = {}): string {
    return this.wrap(text, width, 1, options)[0] ?? "";
  }

  /** The text in lines within a width, broken between words where that is possible. */
  wrap(text: string, width: number, most: number, options: TextOptions = {}): readonly string[] {
    const key = `${options.font} ${options.size} ${width} ${most} ${text}`;
    const known = this.#wrapped.get(key);
    if (known) return known;
    const lines = this.#wrap(text, width, most, options);
    this.#wrapped.set(key, lines);
    return lines;
  }
  #wrap(text: string, width: number, most: number, options: TextOptions): string[] {
    const clean = lineText(text);
    if (this.widthOf(clean, options) <= width) return [clean];
    const lines: string[] = [];
    let line = "";
    for (const word of clean.split(/(?<= )/u)) {
      for (const piece of this.#pieces(word, width, options)) {
        if (this.widthOf((line + piece).trimEnd(), options) <= width) line += piece;
        else {
          if (line !== "") lines.push(line.trimEnd());
          line = piece;
        }
      }
    }
    lines.push(line.trimEnd());
    if (lines.length <= most) return lines;
    let last = lines[most - 1] ?? "";
    while (last !== "" && this.widthOf(`${last}…`, options) > width) last = last.slice(0, -1);
    return [...lines.slice(0, most - 1), `${last.trimEnd()}…`];
  }
  /** A word as it is, or letter by letter where it is wider than its place. */
  #pieces(word: string, width: number, options: TextOptions): Iterable<string> {
    return this.widthOf(word.trimEnd(), options) <= width ? [word] : word;
  }

  /** What has been written since the last time. */
  taken(): Uint8Array | null {
    return this.ink.taken(PIECE);
  }

  /** Writes what is left. */
  *finish(): Generator<Uint8Array> {
    this.#root.end();
    this.ink.end(this.#pages, FOOT_SIZE, INK.soft);
    const rest = this.ink.taken();
    if (rest) yield rest;
  }
}
