import "fake-indexeddb/auto";
import Dexie from "dexie";
import { expect, it } from "vitest";
import { PresenteDatabase } from "../../../../client/store/db.ts";

const V1 = {
  settings: "key",
  cache: "[uid+name], uid",
  devices: "did, uid",
  chains: "did",
  links: "did",
  entries: "h, &[did+seq], did, uid, detail",
  blobs: "[h+hash], h",
};
const V2 = { ...V1, carried: "h, uid", carriedBlobs: "[h+hash], h" };

it.each([
  [1, V1, ["settings", "cache"]],
  [2, V2, ["settings", "cache", "carried"]],
])(
  "a database of version %i opens with everything in it, and takes actions",
  async (version, stores, filled) => {
    const name = `presente-${version}`;
    const rows: Record<string, object> = {
      settings: { key: "uid", value: "somebody" },
      cache: { uid: "somebody", name: "courses", value: [1], at: 5 },
      carried: { h: "x".repeat(43), uid: "somebody" },
    };
    const old = new Dexie(name);
    old.version(version).stores(stores);
    for (const table of filled) await old.table(table).put(rows[table]);
    old.close();

    const opened = new PresenteDatabase(name);
    for (const table of filled) expect(await opened.table(table).toArray()).toEqual([rows[table]]);
    const action = {
      id: "018f6a00-0000-7000-8000-000000000001",
      kind: "open" as const,
      at: 1,
      meetingId: "018f6a00-0000-7000-8000-000000000002",
    };
    const row = { ...action, uid: "somebody", courseId: "c", courseName: "Algebra", name: null, action };
    const first = await opened.actions.add({ ...row, state: "waiting", code: null, answeredAt: null });
    // an id is written down once
    await expect(
      opened.actions.add({ ...row, state: "waiting", code: null, answeredAt: null }),
    ).rejects.toThrow();
    expect(first).toBe(1);
    opened.close();
  },
);
