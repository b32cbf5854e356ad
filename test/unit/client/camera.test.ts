import { expect, test } from "vitest";
import { cameraProblemOf } from "../../../client/components/camera.ts";

test.each([
  ["NotAllowedError", "denied"],
  ["SecurityError", "denied"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
  ["NotFoundError", "none"],
  ["OverconstrainedError", "none"],
  ["SomethingNewError", "failed"],
] as const)("getUserMedia's %s is told as %s", (name, problem) => {
  expect(cameraProblemOf(new DOMException("", name))).toBe(problem);
});

test("what is no refusal of the browser's is a failure without a name", () => {
  expect(cameraProblemOf(new TypeError("no such function"))).toBe("failed");
});
