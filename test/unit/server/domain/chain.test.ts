import { expect, it } from "vitest";
import { placeInChain } from "../../../../server/domain/chain.ts";

const head = { seq: 4, h: "four" };

it.each([
  ["continues the chain", { seq: 5, prev: "four" }, false, "next"],
  ["names another past: the chain has split", { seq: 5, prev: "other" }, false, "fork"],
  ["comes before its ancestors: it is held", { seq: 7, prev: "six" }, false, "gap"],
  ["takes a place that is taken: the chain has split", { seq: 5, prev: "four" }, true, "fork"],
  ["takes the place of a held one: the chain has split", { seq: 7, prev: "six" }, true, "fork"],
  ["goes back behind the head: the chain has split", { seq: 3, prev: "two" }, false, "fork"],
])("an entry that %s", (_what, entry, taken, place) => {
  expect(placeInChain(entry, head, taken)).toBe(place);
});

it("the first entry continues the genesis", () => {
  expect(placeInChain({ seq: 1, prev: "genesis" }, { seq: 0, h: "genesis" }, false)).toBe("next");
  expect(placeInChain({ seq: 1, prev: "other" }, { seq: 0, h: "genesis" }, false)).toBe("fork");
});
