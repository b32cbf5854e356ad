import { describe, expect, it } from "vitest";
import { createClaimsFirst } from "../../../server/claims-first.ts";

/** Work that goes on until it is told to end. */
function work(name: string, log: string[]) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = async () => {
    log.push(name);
    await ended;
    return name;
  };
  return { run, end };
}
const quiet = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

describe("claims first", () => {
  it("what waits for claims begins when none is under way, in its order", async () => {
    const { claim, line } = createClaimsFirst();
    const photos = line({ width: 1, longestMs: 1e6 });
    const log: string[] = [];
    const [one, other, photo, second] = ["claim", "other claim", "photo", "second"].map((name) =>
      work(name, log),
    );
    if (!one || !other || !photo || !second) throw new Error("no work");
    const all = [claim(one.run), photos(photo.run), photos(second.run), claim(other.run)];
    await quiet();
    expect(log).toEqual(["claim", "other claim"]);
    one.end();
    await quiet();
    expect(log).toHaveLength(2);
    other.end();
    await quiet();
    expect(log).toEqual(["claim", "other claim", "photo"]);
    photo.end();
    await quiet();
    expect(log.at(-1)).toBe("second");
    second.end();
    expect(await Promise.all(all)).toEqual(["claim", "photo", "second", "other claim"]);
  });

  it("claims do not wait for what is under way, nor for each other", async () => {
    const { claim, line } = createClaimsFirst();
    const log: string[] = [];
    const photo = work("photo", log);
    const sending = line({ width: 4, longestMs: 1e6 })(photo.run);
    expect(await Promise.all([claim(async () => 1), claim(async () => 2)])).toEqual([1, 2]);
    photo.end();
    await sending;
  });

  it("nothing waits for claims for ever", async () => {
    let ms = 0;
    const { claim, line } = createClaimsFirst(() => ms);
    const photos = line({ width: 1, longestMs: 20 });
    const log: string[] = [];
    const endless = work("claim", log);
    const claiming = claim(endless.run);
    const sending = photos(async () => log.push("photo"));
    await quiet();
    expect(log).toEqual(["claim"]);
    ms = 21;
    await sending;
    expect(log).toEqual(["claim", "photo"]);
    endless.end();
    await claiming;
  });

  it("goes on after work that failed", async () => {
    const { claim, line } = createClaimsFirst();
    const photos = line({ width: 1, longestMs: 1e6 });
    const fails = async () => {
      throw new Error("no disk");
    };
    await expect(claim(fails)).rejects.toThrow("no disk");
    await expect(photos(fails)).rejects.toThrow("no disk");
    expect(await photos(async () => "kept")).toBe("kept");
  });
});
