import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { tool } from "./tools.ts";

const run = promisify(execFile);
/** Kept short: LibreOffice sometimes hangs at its first start, and then a second one is quick. */
const LIMIT_MS = 120_000;

/** LibreOffice's own settings, of this process alone: a second office with the same would hand its work to the first. */
let profile: Promise<string> | null = null;
async function ownProfile(): Promise<string> {
  profile ??= mkdtemp(join(tmpdir(), "presente-office-profile-")).then((folder) => {
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    return `-env:UserInstallation=file://${folder}`;
  });
  return profile;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "presente-office-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What LibreOffice makes of a spreadsheet: opened, computed, and each sheet written as CSV with commas, every text in quotes,
 * every cell as its content and not as it is shown.
 * @returns rows of cells, by sheet in their order
 */
export function openedBySpreadsheet(
  bytes: Uint8Array,
  from: { extension: "xlsx" } | { extension: "csv"; separator: "," | ";" },
): Promise<string[][][]> {
  return inFolder(async (folder) => {
    const file = join(folder, `opened.${from.extension}`);
    await writeFile(file, bytes);
    // the format's options: separator, quote, UTF-8, first line, column formats, language, quoted as text, detect numbers,
    // content as shown, formulas as formulas, no spaces removed, every sheet
    const out = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,true,true,false,-1";
    const infilter =
      from.extension === "csv"
        ? [`--infilter=Text - txt - csv (StarCalc):${from.separator.codePointAt(0)},34,76,1,,1033,false,true`]
        : [];
    const written = join(folder, "written");
    const args = ["--headless", "--norestore", ...infilter, "--convert-to", out, "--outdir", written, file];
    await run(tool("soffice", "SOFFICE"), [await ownProfile(), ...args], { timeout: LIMIT_MS });
    const sheets = await Promise.all(
      (await readdir(written)).map((name) => readFile(join(written, name), "utf8")),
    );
    return sheets.map((text) => parseCsv(text, ","));
  });
}

/** RFC 4180, in plain code: what another reader than ours makes of a text. */
export function parseCsv(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const body = text.replace(/^\ufeff/, "");
  for (let i = 0; i < body.length; i++) {
    const char = body[i] ?? "";
    if (quoted) {
      if (char !== '"') cell += char;
      else if (body[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === separator) {
      row.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") {
      if (char === "\r" && body[i + 1] === "\n") i++;
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += char;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  return rows;
}

/** What pdftotext reads of a PDF, laid out as it stands on the pages. */
export function pdfText(bytes: Uint8Array, ...options: string[]): Promise<string> {
  return inFolder(async (folder) => {
    const file = join(folder, "report.pdf");
    await writeFile(file, bytes);
    const { stdout } = await run(tool("pdftotext", "PDFTOTEXT"), [...options, "-layout", file, "-"], {
      timeout: LIMIT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  });
}
