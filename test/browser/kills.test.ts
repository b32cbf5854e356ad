import { expect, test } from "vitest";
import { killBrowsers } from "../sync/kills/browser.ts";
import { damageOf } from "../sync/kills/whole.ts";

test("Chromium killed while it seals and while it uploads: what was called saved is there, whole, and delivered once", async () => {
  const found = await killBrowsers({ times: 2, seed: "test" }, () => {});
  expect(found).toMatchObject({ killsWhileSealing: 2, killsWhileUploading: 2, torn: 0, lost: 0, doubled: 0 });
  expect(damageOf({ ...found })).toEqual({});
}, 300_000);
