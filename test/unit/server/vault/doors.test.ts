import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const routes = join(import.meta.dirname, "../../../../server/routes");

test("no route opens what is sealed but through viewing.ts, which writes down who looks", () => {
  const files = readdirSync(routes, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  expect(files.length).toBeGreaterThan(10);
  const open = files.filter((file) =>
    /\bopener\b|\bgetPhoto\b|\bopenPhoto\b|\bopenTemplates\b|\bopenClaimed\b|\bopenBox\b|\.lake\.get\(/.test(
      readFileSync(join(routes, file), "utf8"),
    ),
  );
  expect(open).toEqual([]);
});
