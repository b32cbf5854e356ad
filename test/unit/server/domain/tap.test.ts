import { describe, expect, it } from "vitest";
import { judgeTap, type TapFacts } from "../../../../server/domain/tap.ts";

const MIN = 60_000;
const T = 1_790_000_000_000;
const facts = (over: Partial<TapFacts> = {}): TapFacts => ({
  code: null,
  roomCode: "none",
  closedMs: null,
  upperMs: T,
  probation: false,
  usesFace: false,
  doubts: [],
  ...over,
});

describe("a check-in without a face", () => {
  it.each<[string, Partial<TapFacts>, string, string]>([
    ["is a teacher's to confirm", {}, "to_confirm", "E1"],
    ["with the room's code has the grade of its place and hour", { code: "qr" }, "to_confirm", "E3"],
    ["with the typed code, too", { code: "typed" }, "to_confirm", "E2"],
    [
      "that comes long after the close proves less",
      { code: "qr", closedMs: T - 11 * MIN },
      "to_confirm",
      "E2",
    ],
    ["of a phone that replaced another proves less", { code: "qr", probation: true }, "to_confirm", "E2"],
    ["without the code that the course asks for says so", { roomCode: "required" }, "code_missing", "E1"],
    ["with it is only to confirm", { roomCode: "required", code: "typed" }, "to_confirm", "E2"],
    ["with a wrong code says so", { code: "wrong", doubts: ["code_wrong"] }, "code_wrong", "E1"],
    ["that is doubted is a doubt", { code: "qr", doubts: ["time_late"] }, "time_late", "E1"],
    ["by someone whose face is in use is told as such", { usesFace: true }, "face_expected", "E1"],
  ])("%s", (_name, over, code, grade) => {
    expect(judgeTap(facts(over))).toMatchObject({ state: "review", code, grade });
  });

  it("is never accepted or refused by itself, whatever is known of it", () => {
    for (const code of ["qr", "typed", "wrong", null] as const)
      for (const roomCode of ["none", "required"] as const)
        for (const usesFace of [true, false])
          for (const doubts of [[], ["clock_back"], ["frozen", "time_late"]] as const) {
            const judged = judgeTap(facts({ code, roomCode, usesFace, doubts }));
            expect(judged.state).toBe("review");
            // only what nothing speaks against is confirmed together with others
            expect(judged.code === "to_confirm").toBe(judged.doubts.length === 0);
          }
  });
});
