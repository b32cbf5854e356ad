import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Lake } from "../../server/lake/lake.ts";

/** What every photo store must do; call it inside a describe. @param open an empty store and how to put it away */
export function lakeContract(open: () => Promise<{ lake: Lake; close(): Promise<void> }>): void {
  let lake: Lake;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ lake, close } = await open());
  });
  afterAll(() => close());
  const bytes = (text: string) => new TextEncoder().encode(text);

  it("gives back the bytes that were put, whatever they are", async () => {
    const photo = randomBytes(300_000);
    expect(await lake.put("a/photo_1-2.jpg", photo)).toBe(true);
    expect(await lake.get("a/photo_1-2.jpg")).toEqual(photo);
    const head = await lake.head("a/photo_1-2.jpg");
    expect(head?.bytes).toBe(300_000);
    // now, as far as two clocks and a second's rounding agree
    expect(Math.abs(Date.now() - (head?.putAt.getTime() ?? 0))).toBeLessThan(600_000);
    await lake.put("a/empty", new Uint8Array());
    expect(await lake.get("a/empty")).toEqual(Buffer.alloc(0));
    await lake.put("a/pieces", [bytes("one "), new Uint8Array(), Buffer.alloc(200_000, 32), bytes("two")]);
    expect((await lake.get("a/pieces"))?.toString()).toBe(`one ${" ".repeat(200_000)}two`);
  });

  it("says of what is not there that it is not there", async () => {
    expect(await lake.get("a/none")).toBeNull();
    expect(await lake.head("a/none")).toBeNull();
    expect(await lake.get("none/at/all")).toBeNull();
    // a folder of objects, and an object taken for a folder, are no objects
    expect(await lake.head("a/photo_1-2.jpg/below")).toBeNull();
  });

  it("replaces an object whole", async () => {
    await lake.put("replace", bytes("a longer first version"));
    expect(await lake.put("replace", bytes("second"))).toBe(true);
    expect(await lake.get("replace")).toEqual(Buffer.from("second"));
  });

  it("with ifAbsent keeps the first, and one of many at once is the first", async () => {
    expect(await lake.put("once", bytes("first"), { ifAbsent: true })).toBe(true);
    expect(await lake.put("once", bytes("second"), { ifAbsent: true })).toBe(false);
    expect(await lake.get("once")).toEqual(Buffer.from("first"));
    const tries = Array.from({ length: 8 }, (_, i) =>
      lake.put("race/once", bytes(`try ${i}`), { ifAbsent: true }),
    );
    const won = await Promise.all(tries);
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await lake.get("race/once")).toEqual(Buffer.from(`try ${won.indexOf(true)}`));
  });

  it("is never seen half written", async () => {
    const versions = [Buffer.alloc(400_000, 1), Buffer.alloc(400_000, 2)];
    await lake.put("busy", versions[0] ?? Buffer.alloc(0));
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await lake.put("busy", versions[i % 2] ?? Buffer.alloc(0));
    })();
    for (let i = 0; i < 20; i++) {
      const seen = await lake.get("busy");
      expect(versions.some((version) => seen?.equals(version))).toBe(true);
    }
    await writing;
  });

  it("deletes what is there, and does not mind what is not", async () => {
    await lake.put("delete/a", bytes("a"));
    await lake.put("delete/b", bytes("b"));
    await lake.delete(["delete/a", "delete/none", "nowhere/none"]);
    await lake.delete(["delete/a"]);
    await lake.delete([]);
    expect((await lake.list("delete/")).names).toEqual(["delete/b"]);
  });

  it("lists by prefix, in order, a page at a time", async () => {
    const names = Array.from(
      { length: 1_003 },
      (_, i) => `list/${String(i % 7)}/n${String(i).padStart(5, "0")}`,
    ).toSorted();
    for (let i = 0; i < names.length; i += 50) {
      await Promise.all(names.slice(i, i + 50).map((name) => lake.put(name, bytes(name))));
    }
    await lake.put("listed-beside", bytes("x"));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await lake.list("list/", cursor);
      seen.push(...page.names);
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(names);
    expect((await lake.list("list/3/n0001")).names).toEqual(
      names.filter((name) => name.startsWith("list/3/n0001")),
    );
    expect((await lake.list("list")).names).toHaveLength(1_000);
    expect(await lake.list("nothing/like/it")).toEqual({ names: [], cursor: null });
  });

  it("copies an object whole, and says when there is none", async () => {
    const photo = randomBytes(50_000);
    await lake.put("copy/from", photo);
    await lake.put("copy/to", bytes("what was there before"));
    expect(await lake.copy("copy/from", "copy/to")).toBe(true);
    expect(await lake.get("copy/to")).toEqual(photo);
    expect(await lake.get("copy/from")).toEqual(photo);
    expect(await lake.copy("copy/none", "copy/nowhere")).toBe(false);
    expect(await lake.head("copy/nowhere")).toBeNull();
  });

  it("keeps an object's tags until it is replaced or deleted, and copies them with it", async () => {
    expect(await lake.tag("tag/none", { class: "retired" })).toBe(false);
    expect(await lake.tags("tag/none")).toBeNull();
    await lake.put("tag/a", bytes("a"));
    expect(await lake.tags("tag/a")).toEqual({});
    expect(await lake.tag("tag/a", { class: "window", kept: "30" })).toBe(true);
    await lake.tag("tag/a", { class: "retired" });
    expect(await lake.tags("tag/a")).toEqual({ class: "retired" });
    await lake.copy("tag/a", "tag/b");
    expect(await lake.tags("tag/b")).toEqual({ class: "retired" });
    await lake.put("tag/a", bytes("again"));
    expect(await lake.tags("tag/a")).toEqual({});
    await lake.delete(["tag/b"]);
    await lake.put("tag/b", bytes("anew"), { ifAbsent: true });
    expect(await lake.tags("tag/b")).toEqual({});
    expect((await lake.list("tag/")).names).toEqual(["tag/a", "tag/b"]);
    await expect(lake.tag("tag/a", { class: "a word & another" })).rejects.toThrow(RangeError);
  });

  it("deletes more at once than fit into one request", async () => {
    const names = Array.from({ length: 1_100 }, (_, i) => `many/${i}`);
    for (let i = 0; i < names.length; i += 50) {
      await Promise.all(names.slice(i, i + 50).map((name) => lake.put(name, bytes("x"))));
    }
    await lake.delete([...names, "many/none"]);
    expect(await lake.list("many/")).toEqual({ names: [], cursor: null });
  });

  it("keeps the rules by which objects expire, until they are replaced", async () => {
    expect(await lake.expiry()).toEqual([]);
    const rules = [
      { prefix: "expiry/retired/", days: 365 },
      { prefix: "expiry/", tags: { class: "retired" }, days: 3650 },
    ];
    await lake.setExpiry(rules);
    expect((await lake.expiry()).toSorted((a, b) => a.days - b.days)).toEqual(rules);
    await lake.setExpiry([]);
    expect(await lake.expiry()).toEqual([]);
  });

  it.each([
    "",
    "/",
    "/a",
    "a/",
    "a//b",
    "..",
    "../a",
    "a/../b",
    "./a",
    ".hidden",
    "a/.tmp",
    "a\\b",
    "a b",
    "a\0",
    "ü",
    "x".repeat(600),
  ])("refuses the name %j", async (name) => {
    await expect(lake.put(name, bytes("x"))).rejects.toThrow(RangeError);
    await expect(lake.get(name)).rejects.toThrow(RangeError);
    await expect(lake.delete([name])).rejects.toThrow(RangeError);
    await expect(lake.copy("a/photo_1-2.jpg", name)).rejects.toThrow(RangeError);
    await expect(lake.tags(name)).rejects.toThrow(RangeError);
  });
}
