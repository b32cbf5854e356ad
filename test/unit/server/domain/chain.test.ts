import { expect, it } from "vitest";
import { passedBy, placeInChain } from "../../../../server/domain/chain.ts";

const head = { seq: 4, h: "four" };
const alone = { taken: false, named: null };

it.each([
  ["continues the chain", { seq: 5, prev: "four" }, false, "next"],
  ["names another past: the chain has split", { seq: 5, prev: "other" }, false, "fork"],
  ["comes before its ancestors: it is held", { seq: 7, prev: "six" }, false, "gap"],
  ["takes a place that is taken: the chain has split", { seq: 5, prev: "four" }, true, "fork"],
  ["takes the place of a held one: the chain has split", { seq: 7, prev: "six" }, true, "fork"],
  ["is another head: the chain has split", { seq: 4, prev: "three" }, false, "fork"],
])("an entry that %s", (_what, entry, taken, place) => {
  expect(placeInChain(entry, head, { taken, named: null })).toBe(place);
});

it.each([
  ["is named by the one behind it: it was missing, and is found", true, "found"],
  ["is not named by the one behind it: the chain has split", false, "fork"],
  ["has nothing behind it yet, in a longer gap: it is held", null, "gap"],
] as const)("an entry in a place that the chain passed over, which %s", (_what, named, place) => {
  expect(placeInChain({ seq: 3, prev: "two" }, head, { taken: false, named })).toBe(place);
});

it.each([
  ["all that is missing", [5, 6], [5, 6]],
  ["more than is missing", [2, 5, 6, 9], [5, 6]],
  ["not all that is missing", [5], null],
  ["nothing", [], null],
])("a phone that declares %s lost", (_what, lost, passed) => {
  expect(passedBy(head, { seq: 7 }, lost)).toEqual(passed);
});

it("no gap is no place to pass over", () => {
  expect(passedBy(head, { seq: 5 }, [5])).toBeNull();
});

it("the first entry continues the genesis", () => {
  expect(placeInChain({ seq: 1, prev: "genesis" }, { seq: 0, h: "genesis" }, alone)).toBe("next");
  expect(placeInChain({ seq: 1, prev: "other" }, { seq: 0, h: "genesis" }, alone)).toBe("fork");
});
