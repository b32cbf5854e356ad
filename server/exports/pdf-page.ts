import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import { lineText } from "./inert.ts";

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

const font = (file: string) =>
  createRequire(import.meta.url).resolve(`@expo-google-fonts/source-sans-3/${file}.ttf`);
/** Source Sans 3 (SIL Open Font License): Latin, Greek and Cyrillic; the document embeds the letters that it uses. */
const FONTS = {
  regular: font("400Regular/SourceSans3_400Regular"),
  bold: font("600SemiBold/SourceSans3_600SemiBold"),
} as const;
export type FontName = keyof typeof FONTS;

/** What of pdfkit is used below its public face: the letters of one line that is written after all pages. */
interface FontInside {
  encode(text: string): [string[], unknown];
  ref(): unknown;
}
interface Inside {
  readonly _font: FontInside;
  readonly page: { readonly xobjects: Record<string, unknown> };
  addContent(data: string): void;
  ref(data: Record<string, unknown>): { end(data: string): void };
}
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
  readonly #root: Structure;
  readonly #inside: Inside;
  readonly #total: { end(data: string): void };
  readonly #footer: { left: string; middle: string; page: (n: number) => string };
  readonly #widths = new Map<string, number>();
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
    // the types know neither PDF/UA nor a size in numbers
    this.doc = new PDFDocument({
      size: [PAGE.width, PAGE.height],
      margin: 0,
      autoFirstPage: false,
      pdfVersion: "1.7",
      tagged: true,
      subset: "PDF/UA",
      displayTitle: true,
      lang: language,
      font: FONTS.regular,
      info: { Title: title, Subject: subject, Author: "Presente", CreationDate: at, ModDate: at },
    } as unknown as PDFKit.PDFDocumentOptions);
    this.#inside = this.doc as unknown as Inside;
    this.#footer = footer;
    this.#total = this.#inside.ref({
      Type: "XObject",
      Subtype: "Form",
      BBox: [0, -4, 60, 12],
      Resources: { Font: { F1: this.#fontInside("regular").ref() } },
    });
    this.#root = this.doc.struct("Document");
    this.doc.addStructure(this.#root);
  }

  #fontInside(name: FontName): FontInside {
    this.doc.font(FONTS[name]);
    return this.#inside._font;
  }

  /** A new page with its footer; "of how many" is written when all are there. */
  newPage(): void {
    this.doc.addPage();
    this.#pages += 1;
    const { left, middle, page } = this.#footer;
    const y = PAGE.height - PAGE.margin - 10;
    this.decorate(() => {
      this.doc
        .moveTo(PAGE.margin, y - 6)
        .lineTo(PAGE.width - PAGE.margin, y - 6)
        .lineWidth(0.5)
        .stroke(INK.line);
      const small = { size: 8, color: INK.soft };
      this.write(this.fit(left, 330, small), PAGE.margin, y, small);
      this.write(middle, PAGE.margin, y, { ...small, align: "center", width: CONTENT_WIDTH });
      const text = page(this.#pages);
      const x = PAGE.width - PAGE.margin - this.widthOf(text, small) - this.widthOf("000", small);
      this.write(text, x, y, small);
      this.#inside.page.xobjects["Total"] = this.#total;
      const end = x + this.widthOf(text, small);
      // pdfkit's page is upside down: the form is turned back
      this.#inside.addContent(`q 1 0 0 -1 ${end.toFixed(2)} ${(y + 7.87).toFixed(2)} cm /Total Do Q`);
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
    const { size = 9, font: name = "regular", color = INK.ink, align = "left", width } = options;
    this.doc.font(FONTS[name]).fontSize(size).fillColor(color);
    const room = width ?? 0;
    const own = align === "left" ? 0 : this.widthOf(text, options);
    const left = align === "right" ? x + room - own : align === "center" ? x + (room - own) / 2 : x;
    this.doc.text(text, left, y, { lineBreak: false });
  }

  /** Width in points, letter by letter. */
  widthOf(text: string, { size = 9, font: name = "regular" }: TextOptions = {}): number {
    let width = 0;
    for (const letter of text) width += this.#letterWidth(letter, name);
    return (width * size) / 1000;
  }
  #letterWidth(letter: string, name: FontName): number {
    const key = `${name}${letter}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = this.doc.font(FONTS[name]).fontSize(1000).widthOfString(letter);
    this.#widths.set(key, width);
    return width;
  }

  /** The text on one line within a width, with dots for what is left out. */
  fit(text: string, width: number, options: TextOptions = {}): string {
    return this.wrap(text, width, 1, options)[0] ?? "";
  }

  /** The text in lines within a width, broken between words where that is possible. */
  wrap(text: string, width: number, most: number, options: TextOptions = {}): string[] {
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
    const bytes: unknown = this.doc.read();
    return bytes instanceof Uint8Array ? bytes : null;
  }

  /** Writes what is left. */
  async *finish(): AsyncGenerator<Uint8Array> {
    const [letters] = this.#fontInside("regular").encode(String(this.#pages));
    this.#total.end(`0.294 0.322 0.447 rg BT /F1 8 Tf 1 0 0 1 0 0 Tm <${letters.join("")}> Tj ET`);
    this.#root.end();
    this.doc.end();
    for await (const bytes of this.doc) if (bytes instanceof Uint8Array) yield bytes;
  }
}
