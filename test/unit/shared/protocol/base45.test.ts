import fc from "fast-check";
import { expect, it } from "vitest";
import { fromBase45, toBase45 } from "../../../../shared/protocol/base45.ts";

it.each([
  ["AB", "BB8"],
  ["Hello!!", "%69 VD92EX0"],
  ["base-45", "UJCLQE7W581"],
])("encodes RFC 9285's example %j", (text, encoded) => {
  expect(toBase45(new TextEncoder().encode(text))).toBe(encoded);
});

it("gives back any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(Array.from(fromBase45(toBase45(bytes)) ?? [-1])).toEqual(Array.from(bytes));
    }),
  );
});

it.each(["A", "GGW", ":::", "ab", "::"])("refuses %j, which no bytes encode to", (text) => {
  expect(fromBase45(text)).toBeNull();
});
