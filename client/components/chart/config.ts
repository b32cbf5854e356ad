/** Chart.js with only the parts that we draw with, and how it draws a spec. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  Legend,
  type LegendItem,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import { language } from "../../i18n/i18n.ts";
import { fillOf, type Palette } from "./palette.ts";
import type { ChartSeries, ChartSpec } from "./spec.ts";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

type Dataset = ChartDataset<"bar" | "line", (number | null)[]>;

function lineOf({ label, tone, values }: ChartSeries, marked: readonly boolean[], palette: Palette): Dataset {
  const colours = values.map((_, i) => (marked[i] ? palette.bad : palette.tones[tone]));
  return {
    type: "line",
    label,
    data: [...values],
    borderColor: palette.tones[tone],
    borderWidth: 2.5,
    spanGaps: false,
    pointRadius: values.map((_, i) => (marked[i] ? 6 : 4)),
    pointHoverRadius: 8,
    pointStyle: values.map((_, i) => (marked[i] ? "rectRot" : "circle")),
    pointBackgroundColor: colours,
    pointBorderColor: palette.surface,
    pointBorderWidth: 1.5,
    pointHoverBorderColor: palette.ink,
    pointHoverBorderWidth: 2.5,
  };
}

function barOf({ label, tone, values }: ChartSeries, marked: readonly boolean[], palette: Palette): Dataset {
  const plain = fillOf(tone, palette, false);
  const standsOut = fillOf(tone, palette, true);
  return {
    type: "bar",
    label,
    data: [...values],
    backgroundColor: values.map((_, i) => (marked[i] ? standsOut : plain)),
    borderColor: values.map((_, i) => (marked[i] ? palette.bad : palette.tones[tone])),
    borderWidth: 1.5,
    hoverBorderColor: palette.ink,
    hoverBorderWidth: 3,
    maxBarThickness: 56,
    categoryPercentage: 0.86,
    barPercentage: 0.94,
  };
}

/** A broken line across the whole width. */
const limitOf = (
  { value, label }: NonNullable<ChartSpec["limit"]>,
  places: number,
  palette: Palette,
): Dataset => ({
  type: "line",
  label,
  data: Array.from({ length: places }, () => value),
  borderColor: palette.ink2,
  borderWidth: 1.5,
  borderDash: [6, 5],
  pointRadius: 0,
  pointHoverRadius: 0,
  pointStyle: "line",
  // above the bars
  order: -1,
});

/** @param scale of the letters; 1 on screen */
export function configOf(
  spec: ChartSpec,
  palette: Palette,
  scale = 1,
): ChartConfiguration<"bar" | "line", (number | null)[]> {
  const { kind, unit, series, labels, limit, marked = [], axes } = spec;
  const font = { family: palette.font, size: 13 * scale };
  const drawn = series.map((one) => (kind === "line" ? lineOf : barOf)(one, marked, palette));
  const title = (text: string) => ({ display: text !== "", text, color: palette.ink2, font });
  const stacked = kind === "stack";
  return {
    type: kind === "line" ? "line" : "bar",
    data: {
      labels: [...labels],
      datasets: limit ? [...drawn, limitOf(limit, labels.length, palette)] : drawn,
    },
    options: {
      // nothing moves: what is shown is there at once
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      layout: { padding: { top: 8 } },
      scales: {
        x: {
          stacked,
          title: title(axes.x),
          grid: { display: false },
          border: { color: palette.ink2 },
          ticks: { color: palette.ink, font, maxRotation: 60, autoSkipPadding: 10 },
        },
        y: {
          stacked,
          title: title(axes.y),
          min: 0,
          ...(unit === "percent" && { max: 100 }),
          grid: { color: palette.line },
          border: { display: false },
          ticks: {
            color: palette.ink,
            font,
            maxTicksLimit: 6,
            precision: 0,
            ...(unit === "percent" && { stepSize: 25 }),
            callback: (value) => written(Number(value), unit),
          },
        },
      },
      plugins: {
        legend: {
          display: drawn.length > 1 || limit !== undefined,
          position: "bottom",
          // what is shown is shown to all: nothing can be switched off by a click
          onClick: () => {},
          labels: {
            usePointStyle: true,
            pointStyleWidth: 26 * scale,
            boxHeight: 11 * scale,
            padding: 14 * scale,
            font,
            generateLabels: () => legendOf(spec, palette),
          },
        },
        tooltip: {
          displayColors: false,
          backgroundColor: palette.ink,
          titleColor: palette.surface,
          bodyColor: palette.surface,
          titleFont: { ...font, weight: "bold" },
          bodyFont: font,
          padding: 10,
          filter: (item) => item.datasetIndex === 0,
          callbacks: { title: () => "", label: ({ dataIndex }) => wrapped(spec.points[dataIndex] ?? "") },
        },
      },
    },
  };
}

const written = (value: number, unit: ChartSpec["unit"]) =>
  unit === "percent"
    ? new Intl.NumberFormat(language.value, { style: "percent" }).format(value / 100)
    : new Intl.NumberFormat(language.value).format(value);

/** Each series as it is drawn, what its marked places look like, and the line of comparison. */
function legendOf(
  { kind, series, marked = [], markedLabel, limit }: ChartSpec,
  palette: Palette,
): LegendItem[] {
  const shape = kind === "line" ? "circle" : "rect";
  const item = (text: string, fillStyle: string | CanvasPattern, strokeStyle: string): LegendItem => ({
    text,
    fillStyle,
    strokeStyle,
    lineWidth: 1.5,
    fontColor: palette.ink,
    pointStyle: shape,
  });
  const items = series.map(({ label, tone }) =>
    item(label, fillOf(tone, palette, false), palette.tones[tone]),
  );
  const [first] = series;
  if (first && markedLabel !== undefined && marked.some(Boolean)) {
    const fill = kind === "line" ? palette.bad : fillOf(first.tone, palette, true);
    const rhomb = kind === "line" ? { pointStyle: "rectRot" as const } : {};
    items.push({ ...item(markedLabel, fill, palette.bad), ...rhomb });
  }
  if (limit)
    items.push({ ...item(limit.label, "transparent", palette.ink2), pointStyle: "line", lineDash: [6, 5] });
  return items;
}

const LINE_CHARACTERS = 38;
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_CHARACTERS)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
