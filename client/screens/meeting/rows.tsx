import { type Signal, useSignal } from "@preact/signals";
import { useCallback } from "preact/hooks";
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import { ProblemNote } from "../../components/feedback.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { announce } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { ConfirmBar } from "./confirm-bar.tsx";
import { confirm } from "./confirm.ts";
import { countsOf, type ListFilter, listed } from "./counts.ts";
import { GroupFilter } from "../../components/group-filter.tsx";
import { LiveRowItem, type RowAction } from "./live-row.tsx";
import { LookDialog } from "./look-dialog.tsx";
import { MarkDialog } from "./mark-dialog.tsx";
import { RollStrip } from "./roll-strip.tsx";
import { SettleDialog } from "./settle-dialog.tsx";
import { toConfirm } from "./to-confirm.ts";
import type { Live } from "./use-live-list.ts";

/** More rows than this are laid out as they come into view. */
const LONG = 60;

async function confirmOne(live: Live, row: LiveRow, problem: Signal<unknown>): Promise<void> {
  const list = live.list.peek();
  const found = list && toConfirm(row, list);
  problem.value = null;
  try {
    if (found) await confirm(live, list, [found]);
    announce(messages.peek().teach.meeting.marked(row.name));
  } catch (error) {
    problem.value = error;
  }
}

/** The rows of a list, with their counts, filters and what can be done with each. */
export function Rows({ live, list }: { live: Live; list: LiveList }) {
  const t = messages.value.teach.meeting;
  const filter = useSignal<ListFilter>("all");
  const search = useSignal("");
  const group = useSignal("");
  const marking = useSignal<LiveRow | null>(null);
  const looking = useSignal<LiveRow | null>(null);
  const settling = useSignal<LiveRow | null>(null);
  const problem = useSignal<unknown>(null);
  // the same function each time: a row whose student has not changed is not drawn again
  const act = useCallback((what: RowAction, row: LiveRow) => {
    if (what === "mark") marking.value = row;
    else if (what === "confirm") void confirmOne(live, row, problem);
    else if (what === "look") looking.value = row;
    else settling.value = row;
  }, []);
  const ofGroup = group.value === "" ? list.rows : list.rows.filter(({ groupId }) => groupId === group.value);
  const counts = countsOf(ofGroup);
  const shown = listed(ofGroup, filter.value, search.value, language.value);
  const filters = ["arrived", "missing", "look", "all"] as const;
  return (
    <>
      <div class="counts" role="group" aria-label={t.filter}>
        {filters.map((key) => (
          <button
            type="button"
            key={key}
            class={`count count-${key}`}
            aria-pressed={filter.value === key}
            onClick={() => (filter.value = key)}
          >
            <span class="count-number">{format.number(counts[key])}</span>
            <span class="count-label">{t.counts[key]}</span>
          </button>
        ))}
      </div>
      <RollStrip rows={ofGroup} />
      <ConfirmBar live={live} list={{ ...list, rows: ofGroup }} />
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="tools">
        <SearchField label={t.search} value={search} />
        <GroupFilter groups={list.groups} value={group} />
      </div>
      {shown.length === 0 ? (
        <p class="muted">{t.noMatch}</p>
      ) : (
        <ul class={shown.length > LONG ? "live-list live-list-long" : "live-list"}>
          {shown.map((row) => (
            <LiveRowItem
              key={row.userId}
              row={row}
              kept={live.kept.value.has(row.userId)}
              confirmable={list.lockedOn === null && toConfirm(row, list) !== null}
              onAct={act}
            />
          ))}
        </ul>
      )}
      {marking.value && (
        <MarkDialog live={live} list={list} row={marking.value} onClose={() => (marking.value = null)} />
      )}
      {settling.value && (
        <SettleDialog live={live} list={list} row={settling.value} onClose={() => (settling.value = null)} />
      )}
      {looking.value && (
        <LookDialog live={live} list={list} row={looking.value} onClose={() => (looking.value = null)} />
      )}
    </>
  );
}
