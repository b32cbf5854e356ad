import { describe, expect, it } from "vitest";
import { afterAgreement, type Replacement } from "../../../../server/domain/replacement.ts";

describe("a person's word for an enrolment", () => {
  const first: Replacement = { replaces: false, agreedBy: null, by: "ana", others: true };
  const replacing = { ...first, replaces: true };
  it.each<[string, Replacement, ReturnType<typeof afterAgreement>]>([
    ["is enough for the first one", first, "confirmed"],
    ["is half of it where it replaces another", replacing, "agreed"],
    ["is the second half after somebody else's", { ...replacing, agreedBy: "ben" }, "confirmed"],
    ["is not the second half after one's own", { ...replacing, agreedBy: "ana" }, "again"],
    ["is enough where nobody else may decide", { ...replacing, others: false }, "confirmed"],
    [
      "is enough when everybody else has gone since",
      { ...replacing, agreedBy: "ana", others: false },
      "confirmed",
    ],
  ])("%s", (_what, facts, expected) => {
    expect(afterAgreement(facts)).toBe(expected);
  });
});
