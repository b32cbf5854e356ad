import type { LiveRow } from "../../../shared/api/course.ts";
import { messages } from "../../i18n/i18n.ts";
import { countsOf, standingOf } from "./counts.ts";

/** One small stroke for each student, in the order of the roster: the room at a glance. */
export function RollStrip({ rows }: { rows: readonly LiveRow[] }) {
  const t = messages.value.teach.meeting;
  const { arrived, all } = countsOf(rows);
  return (
    <div class="roll-strip" role="img" aria-label={t.rollLabel(arrived, all)}>
      {[...rows]
        .sort((a, b) => a.name.localeCompare(b.name))
        .map((row) => (
          <span key={row.userId} class={`roll-cell roll-${standingOf(row)}`} />
        ))}
    </div>
  );
}
