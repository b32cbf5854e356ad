import { expect, test } from "vitest";
import { createLoop } from "../../../../client/outbox/loop.ts";
import type { Trigger } from "../../../../client/outbox/trigger.ts";

const microtasks = async (count: number) => {
  for (let i = 0; i < count; i++) await Promise.resolve();
};

test.each(Array.from({ length: 12 }, (_, i) => i))(
  "a trigger that comes %i steps after the work has begun to end is heard",
  async (steps) => {
    let runs = 0;
    const loop = createLoop(async () => {
      runs++;
      if (runs === 1) void microtasks(steps).then(() => void loop.run("event"));
      return null;
    });
    await loop.run("event");
    await microtasks(40);
    expect(runs).toBe(2);
  },
);

test("triggers during a run lead to one more run, with the strongest of them", async () => {
  const seen: Trigger[] = [];
  let release = () => {};
  const loop = createLoop(async (trigger) => {
    seen.push(trigger);
    if (seen.length === 1) await new Promise<void>((resolve) => (release = resolve));
    return null;
  });
  const first = loop.run("event");
  void loop.run("timer");
  void loop.run("start");
  void loop.run("event");
  release();
  await first;
  expect(seen).toEqual(["event", "start"]);
  expect(loop.isRunning()).toBe(false);
});

test("work that fails is tried again later, and does not end the loop", async () => {
  let runs = 0;
  const loop = createLoop(async () => {
    runs++;
    if (runs === 1) throw new Error("the database is away");
    return null;
  });
  await loop.run("event");
  await loop.run("event");
  expect(runs).toBe(2);
});
