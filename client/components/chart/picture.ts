import { Chart } from "chart.js";
import { configOf } from "./config.ts";
import { readPalette } from "./palette.ts";
import type { ChartSpec } from "./spec.ts";

const WIDTH_PX = 1200;
const HEIGHT_PX = 600;
const MARGIN_PX = 40;
const HEAD_PX = 130;
const FOOT_PX = 60;

/** The chart as a picture of its own, with title, summary and source. @throws Error when the browser cannot make it */
export async function chartPng(spec: ChartSpec): Promise<Blob> {
  const palette = readPalette();
  const inner = document.createElement("canvas");
  inner.width = WIDTH_PX - 2 * MARGIN_PX;
  inner.height = HEIGHT_PX;
  const config = configOf(spec, palette, 1.4);
  const options = { ...config.options, responsive: false, devicePixelRatio: 1 };
  const chart = new Chart(inner, { ...config, options });
  const sheet = document.createElement("canvas");
  sheet.width = WIDTH_PX;
  sheet.height = HEAD_PX + HEIGHT_PX + FOOT_PX;
  const pen = sheet.getContext("2d");
  if (!pen) throw new Error("no picture can be drawn here");
  pen.fillStyle = palette.surface;
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(inner, MARGIN_PX, HEAD_PX);
  chart.destroy();
  const write = (text: string, y: number, font: string, colour: string) => {
    pen.font = `${font} ${palette.font}`;
    pen.fillStyle = colour;
    pen.fillText(text, MARGIN_PX, y, WIDTH_PX - 2 * MARGIN_PX);
  };
  write(spec.title, 58, "700 34px", palette.ink);
  write(spec.summary, 98, "400 21px", palette.ink2);
  write(spec.source, HEAD_PX + HEIGHT_PX + 38, "400 18px", palette.ink2);
  const blob = await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("no picture could be made of it");
  return blob;
}
