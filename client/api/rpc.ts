/** The one typed seam to the server: hono's client over the type of the server's app; every reply is parsed. */
import { hc } from "hono/client";
import type * as v from "valibot";
import type { App } from "../../server/app.ts";
import { answered, reach, readReply } from "../http.ts";

type Answer = Parameters<typeof readReply>[0];
export type Input<S extends v.GenericSchema> = v.InferInput<S>;
/** Limits of one call; a call without a signal gives up after 20 s. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 20_000;
export const UPLOAD_TIMEOUT_MS = 120_000;

export const rpc = hc<App>(location.origin, {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => reach(input, init, TIMEOUT_MS),
}).v1;

export const read = <S extends v.GenericSchema>(answer: Answer, schema: S) => readReply(answer, schema);
export const done = async (answer: Answer): Promise<void> => void (await answered(answer));
export const by = (id: string) => ({ param: { id } });
export const until = (options?: CallOptions) => ({ init: { signal: options?.signal ?? null } });
