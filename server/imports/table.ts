/** A file that somebody chose, as rows of text: CSV by papaparse, XLSX by read-excel-file. */
import { Unzip, UnzipInflate } from "fflate";
import Papa from "papaparse";
import readWorkbook from "read-excel-file/node";
import { decodeText, type TextEncoding } from "./text.ts";

export interface FileTable {
  readonly format: "csv" | "xlsx";
  readonly encoding: TextEncoding | null;
  readonly delimiter: string | null;
  readonly sheets: readonly string[];
  readonly sheet: string | null;
  /** in the file's order, from its first row on; dates of a workbook as YYYY-MM-DD */
  readonly rows: readonly (readonly string[])[];
}

/** Unpacked, a workbook may be this large, bytes: 50,000 rows are some 20 MB. */
const MAX_UNPACKED = 200 * 1024 * 1024;
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** Whether it begins as a workbook does. */
export const isArchive = (bytes: Uint8Array): boolean => ZIP.every((byte, i) => bytes[i] === byte);

/**
 * @param sheet name of a workbook's sheet; null: the first
 * @returns null for a file that is neither, or broken
 */
export async function readTable(
  bytes: Uint8Array<ArrayBuffer>,
  sheet: string | null,
): Promise<FileTable | null> {
  if (isArchive(bytes)) return readXlsx(bytes, sheet);
  const decoded = decodeText(bytes);
  if (!decoded) return null;
  const { data, meta } = Papa.parse<string[]>(decoded.text.replace(/^sep=.\r?\n/, ""), {
    delimitersToGuess: [",", ";", "\t", "|"],
  });
  return {
    format: "csv",
    encoding: decoded.encoding,
    delimiter: meta.delimiter,
    sheets: [],
    sheet: null,
    rows: data.map((row) => row.map((cell) => cell.trim())),
  };
}

async function readXlsx(bytes: Uint8Array<ArrayBuffer>, wanted: string | null): Promise<FileTable | null> {
  if (!unpacksWithin(bytes, MAX_UNPACKED)) return null;
  // a reader of files throws whatever it trips over
  const workbook = await readWorkbook(Buffer.from(bytes)).catch(() => null);
  const found = workbook?.find(({ sheet }) => sheet === wanted) ?? workbook?.[0];
  if (!workbook || !found) return null;
  return {
    format: "xlsx",
    encoding: null,
    delimiter: null,
    sheets: workbook.map(({ sheet }) => sheet),
    sheet: found.sheet,
    rows: found.data.map((row) => row.map(toText)),
  };
}

function toText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString().slice(0, 10);
  return String(cell).trim();
}

/** Whether an archive is whole and no bomb: it is unpacked piece by piece and thrown away, up to the limit. */
function unpacksWithin(bytes: Uint8Array, limit: number): boolean {
  let unpacked = 0;
  const archive = new Unzip((file) => {
    file.ondata = (error, piece) => {
      if (error) throw error;
      unpacked += piece.length;
      if (unpacked > limit) throw new RangeError("too much");
    };
    file.start();
  });
  archive.register(UnzipInflate);
  try {
    const step = 65_536;
    for (let at = 0; at < bytes.length; at += step) {
      archive.push(bytes.subarray(at, at + step), at + step >= bytes.length);
    }
    return unpacked > 0;
  } catch {
    return false;
  }
}
