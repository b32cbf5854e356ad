import { expect, test } from "vitest";
import { readSyncReply } from "../../../../client/outbox/wire.ts";
import { ApiProblem } from "../../../../client/problem.ts";
import { hashOf } from "../entries.ts";

const answer = {
  v: 1,
  time: "token",
  head: { seq: 1, h: hashOf(1) },
  results: [{ h: hashOf(2), seq: 1, st: "rejected", code: "seq_fork", need: [] }],
  rcpt: null,
};
const problem = { error: { code: "chain_fork", message: "Split.", next: "Speak." } };

test("a batch of which an item splits the chain is answered for each item", async () => {
  const reply = Response.json({ ...problem, ...answer }, { status: 409 });
  expect(await readSyncReply(reply)).toEqual(answer);
});

test("a 409 that says nothing of the items is a refusal like any other", async () => {
  const refusal = readSyncReply(Response.json(problem, { status: 409 }));
  await expect(refusal).rejects.toThrow(ApiProblem);
  await expect(readSyncReply(new Response("<p>Conflict</p>", { status: 409 }))).rejects.toThrow(ApiProblem);
});
