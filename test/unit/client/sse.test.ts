import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createSseParser, type SseMessage } from "../../../client/sse.ts";

const read = (chunks: readonly string[]): SseMessage[] => {
  const messages: SseMessage[] = [];
  const feed = createSseParser((message) => messages.push(message));
  for (const chunk of chunks) feed(chunk);
  return messages;
};

const STREAM =
  ': hello\r\n\r\nevent: snapshot\ndata: {"a":\ndata: 1}\n\nid: 7\rdata:plain\r\rretry: 10\n\nevent: row\n\ndata: 2\n\n';
const MESSAGES = [
  { event: "snapshot", data: '{"a":\n1}' },
  { event: "message", data: "plain" },
  { event: "message", data: "2" },
];

test("messages, comments and all three line ends are read", () => {
  expect(read([STREAM])).toEqual(MESSAGES);
});

test("wherever the network cuts the stream, the same messages come out", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 12 }), (cuts) => {
      const sorted = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length];
      const chunks = sorted.slice(1).map((end, i) => STREAM.slice(sorted[i], end));
      expect(read(chunks)).toEqual(MESSAGES);
    }),
  );
});

test("an unfinished message is not told", () => {
  expect(read(["event: row\ndata: 1\n"])).toEqual([]);
});
