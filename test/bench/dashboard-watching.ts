/** The process of those who watch a meeting's list: tells when all have it, and when each has read of a student's change. */
import { get } from "node:http";
import * as v from "valibot";
import { clock, type Told } from "./dashboard-watchers.ts";

const { url, cookie, meetingId, watchers } = v.parse(
  v.object({ url: v.string(), cookie: v.string(), meetingId: v.string(), watchers: v.number() }),
  JSON.parse(process.argv[2] ?? "{}"),
);
const Row = v.object({ userId: v.string() });
const tell = (told: Told) => process.send?.(told);
const heard = new Map<string, number[]>();
let ready = 0;

function onEvent(event: string, data: string) {
  const at = clock();
  if (event === "snapshot") {
    ready += 1;
    if (ready === watchers) tell({ kind: "ready" });
    return;
  }
  if (event !== "row") return;
  const { userId } = v.parse(Row, JSON.parse(data));
  const all = heard.get(userId) ?? [];
  all.push(at);
  heard.set(userId, all);
  if (all.length === watchers) tell({ kind: "heard", userId, at: all });
}

for (let i = 0; i < watchers; i++) {
  get(`${url}/v1/meetings/${meetingId}/events`, { headers: { cookie }, agent: false }, (answer) => {
    if (answer.statusCode !== 200) throw new Error(`a watcher was answered ${answer.statusCode}`);
    let rest = "";
    answer.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const event = /^event: (.*)$/m.exec(part)?.[1] ?? "";
        const data = /^data: (.*)$/m.exec(part)?.[1] ?? "";
        if (data !== "") onEvent(event, data);
      }
    });
  });
}
