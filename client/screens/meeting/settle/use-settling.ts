import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import type { LiveList, LiveRow } from "../../../../shared/api/course.ts";
import type { WordStatus } from "../../../../shared/words.ts";
import { actAll, type Draft } from "../../../actions/log.ts";
import { announce } from "../../../components/toast.tsx";
import { messages } from "../../../i18n/i18n.ts";
import { markDraft, undoDraft } from "../act.ts";
import { confirmDrafts } from "../confirm.ts";
import type { ToConfirm } from "../to-confirm.ts";
import type { Live } from "../use-live-list.ts";

/** What was done in one stroke, so that one stroke takes it back. */
interface Stroke {
  readonly marks: readonly { readonly id: string; readonly row: LiveRow }[];
}

export interface Settling {
  /** students who were given a status that the list may not show yet */
  readonly given: ReadonlySignal<ReadonlySet<string>>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly problem: Signal<unknown>;
  /** Gives these students a status; what is refused is told in `problem`. */
  mark(rows: readonly LiveRow[], status: WordStatus): Promise<void>;
  /** Confirms check-ins in one stroke, each with the status of its hour. */
  confirm(found: readonly ToConfirm[]): Promise<void>;
  /** Takes back the latest stroke of this visit. */
  undo(): Promise<void>;
}

/** Marks with a reason of their own, many at once, and the way back. The list must be there when one acts. */
export function useSettling(live: Live): Settling {
  const strokes = useSignal<readonly Stroke[]>([]);
  const problem = useSignal<unknown>(null);
  const given = useSignal<ReadonlySet<string>>(new Set());
  const canUndo = useComputed(() => strokes.value.length > 0);
  const tried = async (work: () => Promise<unknown>) => {
    problem.value = null;
    try {
      await work();
    } catch (error) {
      problem.value = error;
    }
  };
  const listNow = (): LiveList => {
    const list = live.list.peek();
    if (!list) throw new Error("there is no list to act on");
    return list;
  };
  async function stroke(rows: readonly LiveRow[], drafts: readonly Draft[]) {
    const marks = rows.flatMap((row, i) => {
      const id = drafts[i]?.action.id;
      return id === undefined ? [] : [{ id, row }];
    });
    strokes.value = [...strokes.peek(), { marks }];
    const ids = rows.map(({ userId }) => userId);
    given.value = new Set([...given.peek(), ...ids]);
    await tried(() => actAll(drafts));
    given.value = new Set([...given.peek()].filter((id) => !ids.includes(id)));
  }
  return {
    given,
    canUndo,
    problem,
    async mark(rows, status) {
      const [first] = rows;
      if (!first) return;
      const { day, common } = messages.peek();
      const said = { status, reason: day.settle.reasons[status] };
      const word = common.status[status];
      announce(rows.length === 1 ? `${first.name}: ${word}` : day.settle.markedMany(rows.length, word));
      await stroke(
        rows,
        rows.map((row) => markDraft(live, listNow(), row, said)),
      );
    },
    async confirm(found) {
      announce(messages.peek().tap.list.done(found.length));
      await stroke(
        found.map(({ row }) => row),
        confirmDrafts(live, listNow(), found),
      );
    },
    async undo() {
      const last = strokes.peek().at(-1);
      if (!last) return;
      strokes.value = strokes.peek().slice(0, -1);
      const drafts = last.marks.map(({ id, row }) => undoDraft(listNow(), row, id));
      const ids = new Set(last.marks.map(({ row }) => row.userId));
      given.value = new Set([...given.peek()].filter((id) => !ids.has(id)));
      announce(messages.peek().day.settle.undone(last.marks.length));
      await tried(() => actAll(drafts));
    },
  };
}
