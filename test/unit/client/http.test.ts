import * as v from "valibot";
import { afterEach, describe, expect, test, vi } from "vitest";
import { answered, reach, readReply } from "../../../client/http.ts";
import { Offline } from "../../../client/problem.ts";

const answer = (body: BodyInit | null, status: number) =>
  vi.stubGlobal("fetch", async () => new Response(body, { status }));

describe("the deadline of a request", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("is over with the answer: no timer wakes the phone for it", async () => {
    vi.useFakeTimers();
    answer('{"n":1}', 200);
    await expect(readReply(reach("/v1/sync", {}, 30_000), v.object({ n: v.number() }))).resolves.toEqual({
      n: 1,
    });
    answer(null, 204);
    await answered(reach("/v1/blobs/x", {}, 30_000));
    answer("{}", 503);
    await expect(answered(reach("/v1/sync", {}, 30_000))).rejects.toMatchObject({ status: 503 });
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(reach("/v1/sync", {}, 30_000)).rejects.toBeInstanceOf(Offline);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends an answer whose body does not come", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", async (_: string, { signal }: { signal: AbortSignal }) => {
      const never = new ReadableStream({
        start: (body) => signal.addEventListener("abort", () => body.error(signal.reason)),
      });
      return new Response(never, { status: 200 });
    });
    const reply = readReply(reach("/v1/sync", {}, 30_000), v.object({})).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await reply).toBeInstanceOf(Offline);
  });
});
