/** The live list of a meeting: server-sent events read with fetch, so that a refusal is seen as what it is. */
import * as v from "valibot";
import { LiveList, LiveRow, Meeting } from "../shared/api/course.ts";
import { Uuid } from "../shared/ids.ts";
import { answered, reach } from "./http.ts";
import { backoffMs } from "./outbox/backoff.ts";
import { ApiProblem } from "./problem.ts";
import { createSseParser, type SseMessage } from "./sse.ts";

/** How the line stands: "live", or "reconnecting" with the list as it last was; "ended" with the refusal. */
export type LiveState =
  | { readonly kind: "connecting" | "live" | "reconnecting" }
  | { readonly kind: "ended"; readonly problem: ApiProblem };

export interface MeetingListeners {
  /** the whole list; replaces everything (also after each reconnection) */
  onSnapshot(list: LiveList): void;
  /** replaces the row of its userId */
  onRow(row: LiveRow): void;
  onMeeting(meeting: Meeting): void;
  /** somebody left the roster */
  onGone?(userId: string): void;
  /** called when the kind changes */
  onState(state: LiveState): void;
}

const Gone = v.object({ userId: Uuid });
/** Silence after which a line that has shown heartbeats counts as dead. */
const SILENCE_MS = 60_000;

/** Follows a meeting until `signal` aborts, reconnecting by itself. A refusal (401, 403, 404) ends it. */
export async function watchMeeting(
  id: string,
  listeners: MeetingListeners,
  signal: AbortSignal,
): Promise<void> {
  let kind: LiveState["kind"] | null = null;
  const state = (next: LiveState) => {
    if (next.kind !== kind) listeners.onState(next);
    kind = next.kind;
  };
  state({ kind: "connecting" });
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      await follow(id, listeners, signal, () => {
        failures = 0;
        state({ kind: "live" });
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) {
        state({ kind: "ended", problem: error });
        return;
      }
    }
    if (signal.aborted) return;
    state({ kind: "reconnecting" });
    await pause(Math.min(backoffMs(failures, Math.random), 15_000), signal);
  }
}

async function follow(id: string, listeners: MeetingListeners, signal: AbortSignal, alive: () => void) {
  const line = new AbortController();
  const stop = () => line.abort();
  signal.addEventListener("abort", stop, { once: true });
  const watchdog = createWatchdog(stop);
  try {
    const response = await answered(
      reach(`/v1/meetings/${encodeURIComponent(id)}/events`, {
        headers: { accept: "text/event-stream" },
        cache: "no-store",
        signal: line.signal,
      }),
    );
    const parser = createSseParser((message) => {
      if (tell(message, listeners)) alive();
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
      if (chunk.value.length > 0) watchdog.feed();
      parser(chunk.value);
    }
  } finally {
    watchdog.stop();
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** @returns whether the message proves the list to be live */
function tell(message: SseMessage, listeners: MeetingListeners): boolean {
  const data: unknown = message.data === "" ? null : JSON.parse(message.data);
  if (message.event === "snapshot") {
    listeners.onSnapshot(v.parse(LiveList, data));
    return true;
  }
  if (message.event === "row") listeners.onRow(v.parse(LiveRow, data));
  else if (message.event === "meeting") listeners.onMeeting(v.parse(Meeting, data));
  else if (message.event === "gone") listeners.onGone?.(v.parse(Gone, data).userId);
  return false;
}

/** Fires when nothing came for {@link SILENCE_MS}, once a second sign of life has shown that heartbeats exist. */
function createWatchdog(onSilence: () => void) {
  let signs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    feed() {
      clearTimeout(timer);
      if (++signs > 1) timer = setTimeout(onSilence, SILENCE_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/** Resolves after `ms`, when the network returns, or when `signal` aborts: whichever is first. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}
