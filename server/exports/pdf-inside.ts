/** What of pdfkit is used below its public face. Lengths of letters are in thousandths of the font's size. */
export interface Position {
  readonly xAdvance: number;
  readonly advanceWidth: number;
  readonly xOffset: number;
  readonly yOffset: number;
}
export interface FontInside {
  readonly font: {
    readonly characterSet: readonly number[];
    glyphForCodePoint(codePoint: number): unknown;
  };
  readonly id: string;
  layoutCache: object;
  readonly ascender: number;
  encode(text: string): [string[], Position[]];
  widthOfString(text: string, size: number): number;
  ref(): unknown;
}
export interface RefInside {
  readonly data: Record<string, unknown>;
  write(data: Uint8Array): void;
  end(data?: string | Uint8Array): void;
}
export interface Inside {
  _font: FontInside;
  _offset: number;
  readonly page: {
    readonly content: RefInside;
    readonly fonts: Record<string, unknown>;
    readonly xobjects: Record<string, unknown>;
  };
  _write(data: string | Uint8Array): void;
  addContent(data: string): Inside;
  ref(data?: Record<string, unknown>): RefInside;
}
