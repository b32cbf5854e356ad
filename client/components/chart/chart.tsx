import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { analysisTexts } from "../../i18n/analysis.ts";
import { ProblemNote } from "../feedback.tsx";
import { TableFrame } from "../table-frame.tsx";
import type { DrawnChart } from "./drawing.ts";
import type { ChartSpec } from "./spec.ts";

const drawing = () => import("./drawing.ts");

/**
 * A chart with the table behind it. It is reached with the keyboard as one thing; arrows go through its places, each of which
 * is said aloud. Without Chart.js, as without network, the table takes its place.
 */
export function ChartFigure({ spec }: { spec: ChartSpec }) {
  const t = analysisTexts.value.chart;
  const id = useId();
  const asTable = useSignal(false);
  const problem = useSignal<unknown>(null);
  async function save() {
    problem.value = null;
    try {
      const blob = await (await drawing()).chartPng(spec);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `presente-${spec.key}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <figure
      class={spec.wide ? "card chart chart-wide" : "card chart"}
      aria-labelledby={`${id}-title`}
      data-chart={spec.key}
    >
      <figcaption class="chart-head">
        <div>
          <h3 id={`${id}-title`}>{spec.title}</h3>
          <p class="muted">{spec.summary}</p>
        </div>
        <div class="row no-print">
          <button
            type="button"
            class="button button-small"
            aria-pressed={asTable.value}
            aria-label={`${t.table}: ${spec.title}`}
            onClick={() => (asTable.value = !asTable.value)}
          >
            {t.table}
          </button>
          <button
            type="button"
            class="button button-small"
            aria-label={`${t.save}: ${spec.title}`}
            onClick={() => void save()}
          >
            {t.save}
          </button>
        </div>
      </figcaption>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      {asTable.value ? (
        <ChartTable spec={spec} />
      ) : (
        <Drawing spec={spec} onFail={() => (asTable.value = true)} />
      )}
    </figure>
  );
}

function Drawing({ spec, onFail }: { spec: ChartSpec; onFail: () => void }) {
  const t = analysisTexts.value.chart;
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<DrawnChart | null>(null);
  const place = useSignal<number | null>(null);
  useEffect(() => {
    let wanted = true;
    drawing()
      .then(({ drawChart }) => {
        if (wanted && canvas.current) drawn.current = drawChart(canvas.current, spec);
      })
      .catch(() => {
        if (wanted) onFail();
      });
    return () => {
      wanted = false;
      drawn.current?.end();
      drawn.current = null;
    };
  }, [spec]);
  const last = spec.points.length - 1;
  const go = (to: number | null) => {
    place.value = to;
    drawn.current?.show(to);
  };
  function move(event: KeyboardEvent) {
    const at = place.value;
    const to: Record<string, number | null> = {
      ArrowRight: at === null ? 0 : Math.min(last, at + 1),
      ArrowLeft: at === null ? last : Math.max(0, at - 1),
      Home: 0,
      End: last,
      Escape: null,
    };
    const next = to[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    go(next);
  }
  const said = place.value === null ? "" : (spec.points[place.value] ?? "");
  return (
    <>
      {/* an application, so that screen readers leave the arrow keys to it */}
      <div
        class="chart-box"
        role="application"
        aria-roledescription={t.role}
        aria-label={`${spec.title}. ${spec.summary}`}
        aria-describedby={`${id}-hint`}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onKeyDown={move}
        onBlur={() => go(null)}
      >
        <canvas ref={canvas} role="img" aria-label={spec.summary} />
      </div>
      <p class="muted small chart-hint" id={`${id}-hint`}>
        {t.hint}
      </p>
      <p class="hidden-text" aria-live="polite" data-said>
        {said}
      </p>
    </>
  );
}

/** The numbers of a chart; on a phone it is moved sideways within its frame. */
export function ChartTable({ spec }: { spec: Pick<ChartSpec, "title" | "summary" | "columns" | "rows"> }) {
  return (
    <TableFrame label={spec.title}>
      <table class="table numbers">
        <caption class="hidden-text">{`${spec.title}. ${spec.summary}`}</caption>
        <thead>
          <tr>
            {spec.columns.map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spec.rows.map(([name, ...cells], row) => (
            <tr key={row}>
              <th scope="row">{name}</th>
              {cells.map((cell, i) => (
                <td key={i}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
