import type { ChartTone } from "./spec.ts";

/** The colours of the page as they are now, light or dark. */
export interface Palette {
  readonly ink: string;
  readonly ink2: string;
  readonly line: string;
  readonly surface: string;
  readonly bad: string;
  readonly tones: Readonly<Record<ChartTone, string>>;
  readonly font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: token("ink"),
    ink2: token("ink-2"),
    line: token("line"),
    surface: token("surface"),
    bad: token("bad"),
    tones: {
      pen: token("pen"),
      present: token("chart-present"),
      late: token("chart-late"),
      excused: token("chart-excused"),
      absent: token("chart-absent"),
    },
    font: getComputedStyle(document.body).fontFamily,
  };
}

type Hatch = "none" | "rising" | "falling" | "dots";
const HATCH: Readonly<Record<ChartTone, Hatch>> = {
  pen: "none",
  present: "none",
  late: "rising",
  excused: "dots",
  absent: "falling",
};
const TILE_PX = 8;

/** A filling for bars: each tone has its own pattern. @param marked for a place that stands out */
export function fillOf(tone: ChartTone, palette: Palette, marked: boolean): string | CanvasPattern {
  const colour = marked ? palette.bad : palette.tones[tone];
  const hatch = marked ? "rising" : HATCH[tone];
  if (hatch === "none") return colour;
  const tile = document.createElement("canvas");
  tile.width = TILE_PX;
  tile.height = TILE_PX;
  const pen = tile.getContext("2d");
  if (!pen) return colour;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, TILE_PX, TILE_PX);
  pen.fillStyle = palette.surface;
  pen.strokeStyle = palette.surface;
  pen.lineWidth = 1.6;
  pen.beginPath();
  if (hatch === "dots") {
    pen.arc(TILE_PX / 2, TILE_PX / 2, 1.7, 0, 2 * Math.PI);
    pen.fill();
  } else {
    for (const shift of [-TILE_PX, 0, TILE_PX]) {
      pen.moveTo(shift, hatch === "rising" ? TILE_PX : 0);
      pen.lineTo(shift + TILE_PX, hatch === "rising" ? 0 : TILE_PX);
    }
    pen.stroke();
  }
  return pen.createPattern(tile, "repeat") ?? colour;
}
