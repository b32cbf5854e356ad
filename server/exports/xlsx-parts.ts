/** The parts of an XLSX (ECMA-376) that do not grow with the report. */
import { xmlText } from "./inert.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Places in the list of cell formats below. */
export const STYLE = {
  plain: 0,
  title: 1,
  head: 2,
  text: 3,
  /** a text that would be a formula if somebody typed it: stays a text when the cell is edited */
  quoted: 4,
  count: 5,
  share: 6,
  date: 7,
  moment: 8,
  label: 9,
  sumText: 10,
  sumCount: 11,
  sumShare: 12,
  letter: { P: 13, L: 14, E: 15, A: 16, other: 17 },
} as const;

const fill = (rgb: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${rgb}"/><bgColor indexed="64"/></patternFill></fill>`;
const font = (size: number, rgb: string, bold = false) =>
  `<font>${bold ? "<b/>" : ""}<sz val="${size}"/><color rgb="FF${rgb}"/><name val="Calibri"/><family val="2"/></font>`;
const format = (
  options: {
    num?: number;
    font?: number;
    fill?: number;
    border?: number;
    quote?: boolean;
    align?: string;
  } = {},
) =>
  `<xf numFmtId="${options.num ?? 0}" fontId="${options.font ?? 0}" fillId="${options.fill ?? 0}" borderId="${options.border ?? 0}" xfId="0"${
    options.num ? ' applyNumberFormat="1"' : ""
  } applyFont="1" applyFill="1" applyBorder="1"${options.quote ? ' quotePrefix="1"' : ""}${
    options.align ? ` applyAlignment="1"><alignment ${options.align}/></xf>` : "/>"
  }`;

export const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="5">${font(11, "151930")}${font(16, "151930", true)}${font(11, "FFFFFF", true)}${font(11, "151930", true)}${font(11, "4B5272")}</fonts><fills count="7"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${fill("2B3FC2")}${fill("D9F2E5")}${fill("FDEDCC")}${fill("E4E8FC")}${fill("FDE3E7")}</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top style="thin"><color rgb="FF767E9E"/></top><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="18">${[
  format(),
  format({ font: 1 }),
  format({ font: 2, fill: 2, align: 'vertical="center" wrapText="1"' }),
  format({ num: 49, align: 'vertical="top"' }),
  format({ num: 49, quote: true, align: 'vertical="top"' }),
  format({ num: 1 }),
  format({ num: 10 }),
  format({ num: 164 }),
  format({ num: 165 }),
  format({ font: 4 }),
  format({ font: 3, border: 1 }),
  format({ num: 1, font: 3, border: 1 }),
  format({ num: 10, font: 3, border: 1 }),
  ...[3, 4, 5, 6].map((tint) => format({ fill: tint, align: 'horizontal="center"' })),
  format({ font: 4, align: 'horizontal="center"' }),
].join(
  "",
)}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** `AB` for 27 */
export function columnName(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** @param headRows the 1-based row of each sheet's table head, repeated on every printed page */
export function workbook(sheets: readonly string[], headRows: readonly number[]): string {
  const quoted = (name: string) => `'${name.replaceAll("'", "''")}'`;
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets>${sheets
    .map((name, i) => `<sheet name="${xmlText(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
    .join("")}</sheets><definedNames>${sheets
    .map(
      (name, i) =>
        `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${xmlText(quoted(name))}!$${headRows[i]}:$${headRows[i]}</definedName>`,
    )
    .join("")}</definedNames></workbook>`;
}

/** Everything around the sheets: path → text. @param at ISO 8601, of the data; the document knows no clock */
export function frame(sheets: readonly string[], about: { title: string; language: string; at: string }) {
  const parts = sheets.map((_, i) => `/xl/worksheets/sheet${i + 1}.xml`);
  const override = (name: string, type: string) => `<Override PartName="${name}" ContentType="${type}"/>`;
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`;
  const relations = (list: string) =>
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list}</Relationships>`;
  return {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override("/xl/workbook.xml", `${TYPE}.sheet.main+xml`)}${override("/xl/styles.xml", `${TYPE}.styles+xml`)}${override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")}${parts.map((name) => override(name, `${TYPE}.worksheet+xml`)).join("")}</Types>`,
    "_rels/.rels": relations(
      relation("rId1", `${REL}/officeDocument`, "xl/workbook.xml") +
        relation("rId2", `${PACKAGE}/relationships/metadata/core-properties`, "docProps/core.xml"),
    ),
    "docProps/core.xml": `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${xmlText(about.title)}</dc:title><dc:creator>Presente</dc:creator><dc:language>${about.language}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${about.at}</dcterms:created></cp:coreProperties>`,
    "xl/_rels/workbook.xml.rels": relations(
      parts
        .map((_, i) => relation(`rId${i + 1}`, `${REL}/worksheet`, `worksheets/sheet${i + 1}.xml`))
        .join("") + relation(`rId${sheets.length + 1}`, `${REL}/styles`, "styles.xml"),
    ),
    "xl/styles.xml": STYLES,
  } as const;
}

/** A worksheet up to its first row. @param freeze rows and columns that stay in sight */
export function sheetHead(
  widths: readonly number[],
  freeze: { rows: number; columns: number } | null,
): string {
  const pane = freeze
    ? `<pane xSplit="${freeze.columns}" ySplit="${freeze.rows}" topLeftCell="${columnName(freeze.columns)}${freeze.rows + 1}" activePane="bottomRight" state="frozen"/>`
    : "";
  return `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0" workbookViewId="0">${pane}</sheetView></sheetViews><cols>${widths
    .map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
    .join("")}</cols><sheetData>`;
}
/** A worksheet from its last row. @param filter the table's range with buttons to filter by, such as `A1:K20` */
export const sheetFoot = (filter: string | null): string =>
  `</sheetData>${filter === null ? "" : `<autoFilter ref="${filter}"/>`}<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`;
