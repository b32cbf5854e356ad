/**
 * Everybody in this process who watches one meeting: what changed is read once for all of them.
 *
 * 2026-11-22: each watcher used to read the list for itself, so that ten teachers cost ten queries a check-in. A room reads
 * once a change, writes the JSON once, and asks for everybody's right in one query.
 */
import type { LiveList, LiveRow } from "../shared/api/course.ts";

/** One server-sent event, its data written already. */
export interface Frame {
  readonly event: "meeting" | "snapshot" | "row" | "gone";
  readonly data: string;
}

/** What a room reads from; of one meeting. */
export interface RoomSource {
  readonly meetingId: string;
  watch(listener: (userId: string | null) => void, signal: AbortSignal): void;
  /** which of these sessions may watch now */
  allowed(sessions: readonly string[]): Promise<ReadonlySet<string>>;
  /** null: the meeting is gone */
  snapshot(): Promise<LiveList | null>;
  /** rows of these students; who is not on the list is left out */
  rows(userIds: readonly string[]): Promise<LiveRow[]>;
  onError(error: unknown): void;
}

export interface RoomWatcher {
  readonly session: string;
  /** leaves the room */
  readonly signal: AbortSignal;
  send(frames: readonly Frame[]): void;
  /** may not watch any more, or nothing is left to watch */
  end(): void;
}

interface Room {
  readonly source: RoomSource;
  readonly watchers: Set<RoomWatcher>;
  /** have not had the list yet */
  readonly newcomers: Set<RoomWatcher>;
  readonly closing: AbortController;
  everything: boolean;
  people: Set<string>;
  running: boolean;
}

/** by meeting */
const rooms = new Map<string, Room>();

/**
 * Puts a watcher into the room of its meeting; the whole list comes first. The contract: the room watches before it reads, so
 * that no change falls between; changes that come while one batch is read are sent together in the next; before anything is
 * sent everybody's right to it is read anew.
 * @param source of the meeting; the room keeps the first one it is given
 */
export function joinRoom(source: RoomSource, watcher: RoomWatcher): void {
  if (watcher.signal.aborted) return;
  const room = rooms.get(source.meetingId) ?? open(source);
  rooms.set(source.meetingId, room);
  room.watchers.add(watcher);
  room.newcomers.add(watcher);
  const leave = () => {
    room.watchers.delete(watcher);
    room.newcomers.delete(watcher);
    if (room.watchers.size > 0) return;
    room.closing.abort();
    if (rooms.get(source.meetingId) === room) rooms.delete(source.meetingId);
  };
  watcher.signal.addEventListener("abort", leave, { once: true });
  void run(room);
}

function open(source: RoomSource): Room {
  const closing = new AbortController();
  const room: Room = {
    source,
    watchers: new Set(),
    newcomers: new Set(),
    closing,
    everything: false,
    people: new Set(),
    running: false,
  };
  source.watch((userId) => {
    if (userId === null) room.everything = true;
    else room.people.add(userId);
    void run(room);
  }, closing.signal);
  return room;
}

async function run(room: Room): Promise<void> {
  if (room.running) return;
  room.running = true;
  try {
    while (room.watchers.size > 0 && (room.everything || room.people.size > 0 || room.newcomers.size > 0)) {
      await tell(room);
    }
  } catch (error) {
    room.source.onError(error);
    // each comes back by itself and begins anew
    for (const watcher of room.watchers) watcher.end();
  } finally {
    room.running = false;
  }
}

async function tell(room: Room): Promise<void> {
  const { source } = room;
  const everything = room.everything;
  const people = [...room.people];
  const newcomers = new Set(room.newcomers);
  const watchers = [...room.watchers];
  room.everything = false;
  room.people = new Set();
  for (const watcher of newcomers) room.newcomers.delete(watcher);

  const rights = await source.allowed([...new Set(watchers.map(({ session }) => session))]);
  const may = watchers.filter(({ session }) => rights.has(session));
  for (const watcher of watchers) if (!rights.has(watcher.session)) watcher.end();
  if (may.length === 0) return;
  const list = everything || newcomers.size > 0 ? await source.snapshot() : null;
  if (!list && (everything || newcomers.size > 0)) {
    for (const watcher of may) watcher.end();
    return;
  }
  const whole: Frame[] = list ? [frame("snapshot", list)] : [];
  const news = everything
    ? list
      ? [frame("meeting", list.meeting), ...whole]
      : []
    : await rowFrames(source, people);
  for (const watcher of may) {
    if (!watcher.signal.aborted) watcher.send(newcomers.has(watcher) ? whole : news);
  }
}

async function rowFrames(source: RoomSource, people: readonly string[]): Promise<Frame[]> {
  if (people.length === 0) return [];
  const rows = await source.rows(people);
  const there = new Set(rows.map(({ userId }) => userId));
  const gone = people.filter((userId) => !there.has(userId));
  return [...rows.map((row) => frame("row", row)), ...gone.map((userId) => frame("gone", { userId }))];
}

const frame = (event: Frame["event"], data: unknown): Frame => ({ event, data: JSON.stringify(data) });
