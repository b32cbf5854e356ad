import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import { watchMeeting } from "../../api.ts";
import { announce } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";
import type { LiveState } from "../../live.ts";
import { standingOf } from "./counts.ts";

export interface Live {
  readonly list: Signal<LiveList | null>;
  readonly state: Signal<LiveState>;
  /** puts a row that a request has answered */
  put(row: LiveRow): void;
}

/** A list with one row replaced, or added when it was not there. */
export function withRow(list: LiveList, row: LiveRow): LiveList {
  const known = list.rows.some(({ userId }) => userId === row.userId);
  const rows = known ? list.rows.map((old) => (old.userId === row.userId ? row : old)) : [...list.rows, row];
  return { ...list, rows };
}

/** Follows a meeting's list while the component stands; arrivals are said aloud to screen readers. */
export function useLiveList(meetingId: string): Live {
  const list = useSignal<LiveList | null>(null);
  const state = useSignal<LiveState>({ kind: "connecting" });
  const put = (row: LiveRow) => {
    if (list.value) list.value = withRow(list.value, row);
  };
  useEffect(() => {
    const leaving = new AbortController();
    list.value = null;
    void watchMeeting(
      meetingId,
      {
        onSnapshot: (snapshot) => (list.value = snapshot),
        onRow(row) {
          const before = list.value?.rows.find(({ userId }) => userId === row.userId);
          if (standingOf(row) === "arrived" && (!before || standingOf(before) !== "arrived")) {
            announce(messages.value.teach.meeting.arrivedNow(row.name));
          }
          put(row);
        },
        onMeeting(meeting) {
          if (list.value) list.value = { ...list.value, meeting };
        },
        onGone(userId) {
          if (list.value)
            list.value = { ...list.value, rows: list.value.rows.filter((row) => row.userId !== userId) };
        },
        onState: (next) => (state.value = next),
      },
      leaving.signal,
    );
    return () => leaving.abort();
  }, [meetingId]);
  return { list, state, put };
}
