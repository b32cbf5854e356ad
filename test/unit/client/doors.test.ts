import { expect, it } from "vitest";
import { closeDoors } from "../../../client/recognition/worker/doors.ts";

const ORIGIN = "https://presente.example";

/** A worker's scope that notes what reaches the network. */
function scope() {
  const reached: string[] = [];
  let rule: ((url: string) => string) | undefined;
  const made = {
    ...globalThis,
    fetch: (input: RequestInfo | URL) => {
      reached.push(input instanceof Request ? input.url : String(input));
      return Promise.resolve(new Response("here"));
    },
    trustedTypes: {
      defaultPolicy: null,
      createPolicy(_: string, rules: { createScriptURL: (url: string) => string }) {
        rule = rules.createScriptURL;
      },
    },
  };
  closeDoors(made, ORIGIN);
  return { fetch: made.fetch, reached, script: (url: string) => rule?.(url) };
}

it("nothing that a runtime sends to its maker leaves the worker", async () => {
  const { fetch, reached } = scope();
  for (const address of [
    "https://odml.pa.googleapis.com/v1/log",
    "//elsewhere.example/x",
    new Request("http://a.b/c"),
  ]) {
    expect((await fetch(address)).ok).toBe(false);
  }
  expect(reached).toEqual([]);
  expect((await fetch("/assets/parts/x/0")).ok).toBe(true);
  expect((await fetch(`${ORIGIN}/y`)).ok).toBe(true);
  expect(reached).toEqual(["/assets/parts/x/0", `${ORIGIN}/y`]);
});

it("scripts come from the own origin alone", () => {
  const { script } = scope();
  expect(script("/assets/ort.mjs")).toBe("/assets/ort.mjs");
  expect(() => script("https://cdn.example/ort.mjs")).toThrow(TypeError);
  expect(() => script("data:text/javascript,1")).toThrow(TypeError);
});
