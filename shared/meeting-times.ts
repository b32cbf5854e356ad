/**
 * When a meeting was opened and closed, as a fold of what was done to it: the order in which the deeds of several devices
 * arrive does not matter, nor how often one arrives.
 */
export interface MeetingClock {
  /** first opening, epoch ms; null: not opened yet */
  readonly openedMs: number | null;
  /** latest opening */
  readonly reopenedMs: number | null;
  /** the close that stands: not before the latest opening */
  readonly closedMs: number | null;
  /** it closed by itself */
  readonly closedItself: boolean;
}

export interface MeetingDeed {
  readonly kind: "open" | "close";
  readonly atMs: number;
  /** a close by the course's rule, which a teacher's own close replaces */
  readonly itself?: boolean;
}

export const UNTOUCHED: MeetingClock = {
  openedMs: null,
  reopenedMs: null,
  closedMs: null,
  closedItself: false,
};

/** The meeting with one more deed. An opening or a close that a later one has overtaken changes only the first opening. */
export function withDeed(clock: MeetingClock, deed: MeetingDeed): MeetingClock {
  const { atMs, itself = false } = deed;
  const lastOpening = clock.reopenedMs ?? clock.openedMs;
  if (deed.kind === "open") {
    const reopenedMs = lastOpening === null ? atMs : Math.max(lastOpening, atMs);
    const stays = clock.closedMs !== null && clock.closedMs >= reopenedMs;
    return {
      openedMs: clock.openedMs === null ? atMs : Math.min(clock.openedMs, atMs),
      reopenedMs,
      closedMs: stays ? clock.closedMs : null,
      closedItself: stays && clock.closedItself,
    };
  }
  if (lastOpening !== null && atMs < lastOpening) return clock;
  const { closedMs, closedItself } = clock;
  const replaces = closedMs === null || (closedItself === itself ? atMs > closedMs : !itself);
  return replaces ? { ...clock, closedMs: atMs, closedItself: itself } : clock;
}
