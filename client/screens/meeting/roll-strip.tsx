import type { LiveRow } from "../../../shared/api/course.ts";
import { messages } from "../../i18n/i18n.ts";
import { countsOf, type Standing, standingOf } from "./counts.ts";

/** One small stroke for each student, by name: the room at a glance. `discreet` shows no doubts. */
export function RollStrip({ rows, discreet }: { rows: readonly LiveRow[]; discreet?: boolean }) {
  const t = messages.value.teach.meeting;
  const { arrived, all } = countsOf(rows);
  const shown = (standing: Standing) => (discreet && standing === "look" ? "missing" : standing);
  return (
    <div class="roll-strip" role="img" aria-label={t.rollLabel(arrived, all)}>
      {[...rows]
        .sort((a, b) => a.name.localeCompare(b.name))
        .map((row) => (
          <span key={row.userId} class={`roll-cell roll-${shown(standingOf(row))}`} />
        ))}
    </div>
  );
}
