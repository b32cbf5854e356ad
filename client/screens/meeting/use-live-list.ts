import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import { onTaken, ownActions } from "../../actions/log.ts";
import { listWith } from "../../actions/overlay.ts";
import { watchMeeting } from "../../api.ts";
import { announce } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";
import type { LiveState } from "../../live.ts";
import { keepList, keptList } from "../../store/teaching.ts";
import { online } from "../session.ts";
import { standingOf } from "./counts.ts";

export interface Live {
  /** the list with what was done on this device */
  readonly list: ReadonlySignal<LiveList | null>;
  /** students with a mark that is only on this device so far */
  readonly kept: ReadonlySignal<ReadonlySet<string>>;
  readonly state: Signal<LiveState>;
  /** Date.now() until which the list is known; null while it is live, or when there is none */
  readonly knownAt: ReadonlySignal<number | null>;
  /** the device was searched for the list */
  readonly searched: ReadonlySignal<boolean>;
}

/** A list with one row replaced, or added when it was not there. */
export function withRow(list: LiveList, row: LiveRow): LiveList {
  const known = list.rows.some(({ userId }) => userId === row.userId);
  const rows = known ? list.rows.map((old) => (old.userId === row.userId ? row : old)) : [...list.rows, row];
  return { ...list, rows };
}

interface Known {
  readonly list: LiveList;
  /** Date.now() when it was last known to be so */
  readonly at: number;
}
const KEEP_AFTER_MS = 1_000;

/**
 * A meeting's list: from the server while it can be reached, else as this device knows it, always with what was done here.
 * Arrivals are said aloud to screen readers.
 */
export function useLiveList(meetingId: string): Live {
  const known = useSignal<Known | null>(null);
  const searched = useSignal(false);
  const state = useSignal<LiveState>({ kind: "connecting" });
  // a meeting that the server has not heard of cannot be watched there
  const onlyHere = useComputed(() =>
    ownActions.value.some(
      (row) => row.state === "waiting" && row.action.kind === "create" && row.action.meetingId === meetingId,
    ),
  );
  const shown = useComputed(() => known.value && listWith(known.value.list, ownActions.value));
  const list = useComputed(() => shown.value?.list ?? null);
  const kept = useComputed(() => shown.value?.kept ?? NOBODY);
  // a line may look alive for a while after the network has gone
  const knownAt = useComputed(() =>
    state.value.kind === "live" && online.value ? null : (known.value?.at ?? null),
  );

  useEffect(() => {
    const leaving = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = () => {
      clearTimeout(timer);
      if (known.value) void keepList(known.value.list);
    };
    const learn = (next: LiveList) => {
      known.value = { list: next, at: Date.now() };
      clearTimeout(timer);
      timer = setTimeout(keep, KEEP_AFTER_MS);
    };
    const change = (to: (list: LiveList) => LiveList) => known.value && learn(to(known.value.list));
    if (known.value?.list.meeting.id !== meetingId) {
      known.value = null;
      searched.value = false;
    }
    void keptList(meetingId, ownActions.peek())
      .then((found) => {
        if (found && !known.value && !leaving.signal.aborted)
          known.value = { list: found.value, at: found.at };
      })
      .catch(() => undefined)
      .finally(() => (searched.value = true));
    const silent = onTaken(({ meeting, row }) => {
      if (meeting?.id !== meetingId) return;
      change((old) => (row ? withRow({ ...old, meeting }, row) : { ...old, meeting }));
    });
    if (onlyHere.value) {
      state.value = { kind: "reconnecting" };
    } else {
      void watchMeeting(
        meetingId,
        {
          onSnapshot: learn,
          onRow(row) {
            const before = known.value?.list.rows.find(({ userId }) => userId === row.userId);
            if (standingOf(row) === "arrived" && (!before || standingOf(before) !== "arrived")) {
              announce(messages.value.teach.meeting.arrivedNow(row.name));
            }
            change((old) => withRow(old, row));
          },
          onMeeting: (meeting) => change((old) => ({ ...old, meeting })),
          onGone: (userId) =>
            change((old) => ({ ...old, rows: old.rows.filter((row) => row.userId !== userId) })),
          onState: (next) => (state.value = next),
        },
        leaving.signal,
      );
    }
    addEventListener("pagehide", keep, { signal: leaving.signal });
    return () => {
      leaving.abort();
      silent();
      keep();
    };
  }, [meetingId, onlyHere.value]);
  return { list, kept, state, knownAt, searched };
}

const NOBODY: ReadonlySet<string> = new Set();
