/** How a series looks: by shape and pattern as well as by colour. */
export type ChartTone = "pen" | "present" | "late" | "excused" | "absent";

export interface ChartSeries {
  readonly label: string;
  readonly tone: ChartTone;
  /** null: nothing to show there */
  readonly values: readonly (number | null)[];
}

/** A chart and all that is said of it: what is drawn, what is heard, and the table behind it. */
export interface ChartSpec {
  /** part of the file's name, such as "weeks" */
  readonly key: string;
  readonly title: string;
  /** what it shows, in a sentence */
  readonly summary: string;
  readonly kind: "line" | "bars" | "stack";
  /** takes the whole width where charts stand side by side */
  readonly wide?: boolean;
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** percent: an axis from 0 to 100 */
  readonly unit: "percent" | "count";
  /** names of the axes, where the labels do not say it */
  readonly axes: { readonly x: string; readonly y: string };
  /** a value to compare with, drawn as a broken line */
  readonly limit?: { readonly value: number; readonly label: string };
  /** places that stand out: hatched, and said so in their sentence */
  readonly marked?: readonly boolean[];
  /** what being marked means, for the legend */
  readonly markedLabel?: string;
  /** what is said of each place */
  readonly points: readonly string[];
  readonly columns: readonly string[];
  /** the first cell names the row */
  readonly rows: readonly (readonly string[])[];
  /** whose numbers these are and of when; stands below the exported picture */
  readonly source: string;
}
