/** What draws charts: one chunk with Chart.js, fetched when the first chart is shown. */
import { Chart } from "chart.js";
import { configOf } from "./config.ts";
import { readPalette } from "./palette.ts";
import type { ChartSpec } from "./spec.ts";

export { chartPng } from "./picture.ts";

export interface DrawnChart {
  /** Marks a place and shows what is said of it; null: none. */
  show(place: number | null): void;
  end(): void;
}

/** Draws into a canvas that lies in a box of the size wanted, and again when colours or the box change. */
export function drawChart(canvas: HTMLCanvasElement, spec: ChartSpec): DrawnChart {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chart = new Chart(canvas, configOf(spec, readPalette()));
  const again = () => {
    chart.destroy();
    chart = new Chart(canvas, configOf(spec, readPalette()));
  };
  dark.addEventListener("change", again);
  return {
    show(place) {
      const active =
        place === null ? [] : spec.series.map((_, datasetIndex) => ({ datasetIndex, index: place }));
      chart.setActiveElements(active);
      chart.tooltip?.setActiveElements(active.slice(0, 1), { x: 0, y: 0 });
      chart.update("none");
    },
    end() {
      dark.removeEventListener("change", again);
      chart.destroy();
    },
  };
}
