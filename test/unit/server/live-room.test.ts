import { describe, expect, it } from "vitest";
import { type Frame, joinRoom, type RoomSource } from "../../../server/live-room.ts";
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";

let made = 0;
/** A meeting of which every reading is counted; readings answer when they are let. */
function createSource() {
  const asked = { snapshot: 0, rows: [] as (readonly string[])[], allowed: [] as (readonly string[])[] };
  let listener: (userId: string | null) => void = () => {};
  let watching: AbortSignal | null = null;
  const forbidden = new Set<string>();
  let gate: Promise<void> = Promise.resolve();
  let broken = false;
  const source: RoomSource = {
    meetingId: `meeting ${(made += 1)}`,
    watch(heard, signal) {
      listener = heard;
      watching = signal;
    },
    async allowed(sessions) {
      asked.allowed.push(sessions);
      await gate;
      if (broken) throw new Error("the database is away");
      return new Set(sessions.filter((session) => !forbidden.has(session)));
    },
    snapshot() {
      asked.snapshot++;
      return Promise.resolve({ meeting: { id: "m" }, rows: [] } as unknown as LiveList);
    },
    rows(userIds) {
      asked.rows.push(userIds);
      return Promise.resolve(
        userIds.filter((id) => id !== "left").map((userId) => ({ userId }) as unknown as LiveRow),
      );
    },
    onError() {},
  };
  return {
    source,
    asked,
    forbidden,
    change: (userId: string | null) => listener(userId),
    isWatched: () => watching?.aborted === false,
    breakDown: () => (broken = true),
    /** Holds readings back until the returned function is called. */
    hold() {
      let release = () => {};
      gate = new Promise((resolve) => (release = resolve));
      return () => release();
    },
  };
}

function join(source: RoomSource, session: string) {
  const leaving = new AbortController();
  const frames: Frame[] = [];
  let ended = false;
  joinRoom(source, {
    session,
    signal: leaving.signal,
    send: (sent) => frames.push(...sent),
    end() {
      ended = true;
      leaving.abort();
    },
  });
  return {
    events: () => frames.map(({ event }) => event),
    last: () => frames.at(-1),
    ended: () => ended,
    leave: () => leaving.abort(),
  };
}
/** Until everything that was begun is done: readings here take no time of their own. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a room of ten who watch one meeting", () => {
  it("reads once for all of them, and asks for all their rights at once", async () => {
    const { source, asked, change } = createSource();
    const watchers = Array.from({ length: 10 }, (_, i) => join(source, `s${i}`));
    await settled();
    const before = asked.snapshot;
    expect(watchers.every((one) => one.events().join() === "snapshot")).toBe(true);
    asked.allowed.length = 0;
    change("ana");
    await settled();
    expect(asked.rows).toEqual([["ana"]]);
    expect(asked.snapshot).toBe(before);
    expect(asked.allowed.map((sessions) => sessions.length)).toEqual([10]);
    expect(watchers.map((one) => one.events().join())).toEqual(Array(10).fill("snapshot,row"));
    expect(new Set(watchers.map((one) => one.last())).size).toBe(1);
  });

  it("tells what came while it read in one go", async () => {
    const { source, asked, change, hold } = createSource();
    const watcher = join(source, "s");
    await settled();
    const release = hold();
    change("ana");
    await settled();
    for (const userId of ["bea", "carl", "bea", "left"]) change(userId);
    release();
    await settled();
    expect(asked.rows).toEqual([["ana"], ["bea", "carl", "left"]]);
    expect(watcher.events()).toEqual(["snapshot", "row", "row", "row", "gone"]);
  });

  it("sends the list to whoever comes, and to all when the meeting changes", async () => {
    const { source, asked, change } = createSource();
    const first = join(source, "a");
    await settled();
    const second = join(source, "b");
    await settled();
    expect([first.events(), second.events()]).toEqual([["snapshot"], ["snapshot"]]);
    const before = asked.snapshot;
    change(null);
    await settled();
    expect(asked.snapshot).toBe(before + 1);
    expect(first.events()).toEqual(["snapshot", "meeting", "snapshot"]);
  });

  it("ends for whoever may not watch any more, before anything else is sent", async () => {
    const { source, forbidden, change } = createSource();
    const [stays, goes] = [join(source, "a"), join(source, "b")];
    await settled();
    forbidden.add("b");
    change("ana");
    await settled();
    expect(stays.events()).toEqual(["snapshot", "row"]);
    expect([goes.events(), goes.ended()]).toEqual([["snapshot"], true]);
  });

  it("stops listening when the last has left, and begins anew with the next", async () => {
    const { source, isWatched } = createSource();
    const [a, b] = [join(source, "a"), join(source, "b")];
    await settled();
    a.leave();
    expect(isWatched()).toBe(true);
    b.leave();
    expect(isWatched()).toBe(false);
    const next = join(source, "c");
    await settled();
    expect([isWatched(), next.events()]).toEqual([true, ["snapshot"]]);
    next.leave();
  });

  it("lets everybody go when it cannot read, so that each comes back and begins anew", async () => {
    const { source, change, breakDown, isWatched } = createSource();
    const watcher = join(source, "a");
    await settled();
    breakDown();
    change("ana");
    await settled();
    expect([watcher.ended(), isWatched()]).toEqual([true, false]);
  });
});
