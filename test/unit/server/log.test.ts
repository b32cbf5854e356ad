import { DrizzleQueryError } from "drizzle-orm";
import postgres from "postgres";
import { describe, expect, test } from "vitest";
import { LakeAway } from "../../../server/lake/lake.ts";
import { tellError } from "../../../server/log.ts";

const refused = Object.assign(new postgres.PostgresError("duplicate key value"), {
  code: "23505",
  constraint_name: "user_email",
  detail: "Key (email)=(ana@uni.example) already exists.",
});

describe("a line of an error", () => {
  test("of a statement tells the statement and why it failed, and nothing of what was in it", () => {
    const error = new DrizzleQueryError(
      "insert into user values ($1)",
      ["ana@uni.example\n    at Ana"],
      refused,
    );
    const told = tellError(error);
    expect(told).toMatchObject({
      message: "Failed query: insert into user values ($1)",
      cause: { code: "23505", constraint: "user_email" },
    });
    expect(JSON.stringify(told)).not.toMatch(/ana/i);
    expect(JSON.stringify(told)).toContain("log.test.ts");
  });

  test("of what is away tells that and why, and not where it was noticed", () => {
    const error = new LakeAway(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    expect(tellError(error)).toEqual({ type: "LakeAway", message: "the photo store is away: no space" });
  });

  test("of anything else tells all of it", () => {
    const error = Object.assign(new Error("no space"), { code: "ENOSPC" });
    expect(tellError(error)).toMatchObject({ type: "Error", message: "no space", code: "ENOSPC" });
  });
});
