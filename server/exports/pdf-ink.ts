import { zlibSync } from "fflate";
import PDFDocument from "pdfkit";
import { countLine, type FontName, fontSource, shareWords } from "./pdf-fonts.ts";
import type { FontInside, Inside, RefInside } from "./pdf-inside.ts";

const latin = (text: string): Uint8Array => Buffer.from(text, "latin1");
const short = (n: number): number => Math.round(n * 100) / 100;
const colors = new Map<string, string>();
/** `#rrggbb` as PDF says it */
function rgb(color: string): string {
  const known = colors.get(color);
  if (known !== undefined) return known;
  const parts = [1, 3, 5].map((at) =>
    String(Math.round((parseInt(color.slice(at, at + 2), 16) / 255) * 1000) / 1000),
  );
  const text = parts.join(" ");
  colors.set(color, text);
  return text;
}

/**
 * A document of pdfkit whose strokes, letters and objects go past its slow places: pdfkit turns each stroke into bytes of its
 * own and lays out each text three times, and a month's report has tens of thousands of both. Pages are deflated in plain
 * code (fflate): Node's zlib gives other bytes on other processors.
 */
export class Ink {
  readonly doc: PDFKit.PDFDocument;
  readonly #inside: Inside;
  readonly #fonts: Readonly<Record<FontName, FontInside>>;
  readonly #lines = { regular: new Map<string, string | null>(), bold: new Map<string, string | null>() };
  readonly #widths = { regular: new Map<string, number>(), bold: new Map<string, number>() };
  readonly #total: RefInside;
  /** of the page that is being written */
  #content = "";
  #text = "";
  #made: Uint8Array[];

  constructor(options: Record<string, unknown>) {
    this.doc = new PDFDocument({
      ...options,
      autoFirstPage: false,
      compress: false,
      font: fontSource("regular"),
    } as PDFKit.PDFDocumentOptions);
    const inside = this.doc as unknown as Inside;
    this.#inside = inside;
    const head: unknown = this.doc.read();
    this.#made = head instanceof Uint8Array ? [head] : [];
    inside._write = (data) => this.#write(data);
    inside.addContent = (data) => {
      this.#content += `${data}\n`;
      return inside;
    };
    const regular = inside._font;
    this.doc.font(fontSource("bold") as PDFKit.Mixins.PDFFontSource);
    this.#fonts = { regular, bold: inside._font };
    for (const name of ["regular", "bold"] as const) shareWords(name, this.#fonts[name]);
    this.#total = inside.ref({
      Type: "XObject",
      Subtype: "Form",
      BBox: [0, -4, 60, 12],
      Resources: { Font: { F1: regular.ref() } },
    });
  }

  #write(data: string | Uint8Array): void {
    if (typeof data === "string") {
      this.#text += `${data}\n`;
      this.#inside._offset += data.length + 1;
      return;
    }
    this.#settle();
    this.#made.push(data);
    this.#inside._offset += data.length;
  }
  #settle(): void {
    if (this.#text !== "") this.#made.push(latin(this.#text));
    this.#text = "";
  }

  newPage(): void {
    this.#endPage();
    this.doc.addPage();
  }
  #endPage(): void {
    if (this.#content === "") return;
    const { content } = this.#inside.page;
    content.data["Filter"] = "FlateDecode";
    content.write(zlibSync(latin(this.#content), { level: 3 }));
    this.#content = "";
  }

  /** Letters on one line; `y` is its top. */
  letters(text: string, at: { x: number; y: number; size: number; font: FontName; color: string }): void {
    if (text === "") return;
    const font = this.#fonts[at.font];
    const line = this.#lineOf(text, at.font);
    if (line === null) {
      // signs that stand above others
      this.#inside._font = font;
      this.doc.fontSize(at.size).fillColor(at.color).text(text, at.x, at.y, { lineBreak: false });
      return;
    }
    this.#inside.page.fonts[font.id] ??= font.ref();
    const y = at.y + (font.ascender / 1000) * at.size;
    // pdfkit's page is upside down: letters are turned back
    this.#content += `BT /${font.id} ${at.size} Tf ${rgb(at.color)} rg 1 0 0 -1 ${short(at.x)} ${short(y)} Tm ${line} TJ ET\n`;
  }
  /** The letters as PDF shows them, kerned; null: not on one line. */
  #lineOf(text: string, name: FontName): string | null {
    const known = this.#lines[name].get(text);
    if (known !== undefined) return known;
    const [letters, positions] = this.#fonts[name].encode(text);
    countLine(name);
    let parts = "";
    let some = "";
    for (const [i, { xAdvance, advanceWidth }] of positions.entries()) {
      some += letters[i] ?? "";
      const closer = Math.round(advanceWidth - xAdvance);
      if (closer === 0) continue;
      parts += `<${some}> ${closer} `;
      some = "";
    }
    const straight = positions.every(({ xOffset, yOffset }) => xOffset === 0 && yOffset === 0);
    const line = straight ? `[${parts}${some === "" ? "" : `<${some}>`}]` : null;
    this.#lines[name].set(text, line);
    return line;
  }

  box(x: number, y: number, width: number, height: number, color: string): void {
    this.#content += `${rgb(color)} rg ${short(x)} ${short(y)} ${short(width)} ${short(height)} re f\n`;
  }
  /** A line across. */
  rule(x: number, y: number, width: number, thick: number, color: string): void {
    this.#content += `${thick} w ${rgb(color)} RG ${short(x)} ${short(y)} m ${short(x + width)} ${short(y)} l S\n`;
  }

  /** Width in points, letter by letter. */
  widthOf(text: string, size: number, name: FontName): number {
    const widths = this.#widths[name];
    let width = 0;
    for (const letter of text) {
      let own = widths.get(letter);
      if (own === undefined) {
        own = this.#fonts[name].widthOfString(letter, 1000);
        widths.set(letter, own);
      }
      width += own;
    }
    return (width * size) / 1000;
  }

  /** Room for the number of pages, which is written when all are there; `y` is where its letters stand. */
  total(x: number, y: number): void {
    this.#inside.page.xobjects["Total"] = this.#total;
    this.#content += `q 1 0 0 -1 ${short(x)} ${short(y)} cm /Total Do Q\n`;
  }

  /** What has been written since the last time. */
  taken(least = 0): Uint8Array | null {
    if (this.#made.length === 0 && this.#text.length < least) return null;
    this.#settle();
    const made = this.#made;
    this.#made = [];
    return made.length === 0 ? null : Buffer.concat(made);
  }

  /** Ends the document; take the rest of it then. @param pages how many there are @param color of their number */
  end(pages: number, size: number, color: string): void {
    const [letters] = this.#fonts.regular.encode(String(pages));
    this.#total.end(`${rgb(color)} rg BT /F1 ${size} Tf 1 0 0 1 0 0 Tm <${letters.join("")}> Tj ET`);
    this.#endPage();
    this.#deflateRest();
    this.doc.end();
  }
  /** What pdfkit itself writes at the end, fonts above all. */
  #deflateRest(): void {
    const ref = this.#inside.ref.bind(this.#inside);
    this.#inside.ref = (data) => {
      const made = ref(data);
      const end = made.end.bind(made);
      made.end = (bytes) => {
        if (bytes === undefined) return end();
        made.data["Filter"] = "FlateDecode";
        return end(zlibSync(typeof bytes === "string" ? latin(bytes) : bytes));
      };
      return made;
    };
  }
}
