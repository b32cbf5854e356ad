import { QueryPromise } from "drizzle-orm";
import { expect, test } from "vitest";
import { inOneGo } from "../../../server/queries/in-one-go.ts";

/** A statement that writes down when it is sent, and is answered as told. */
class Spoken extends QueryPromise<string> {
  readonly #sent: string[];
  readonly #answer: Promise<string>;
  constructor(sent: string[], answer: Promise<string>) {
    super();
    this.#sent = sent;
    this.#answer = answer;
  }
  override async execute(): Promise<string> {
    this.#sent.push("one");
    return this.#answer;
  }
}

test("statements are all sent before one is answered, and what they return comes in their order", async () => {
  const sent: string[] = [];
  let answer = (_: string) => {};
  const later = new Promise<string>((resolve) => (answer = resolve));
  const all = inOneGo(new Spoken(sent, later), null, new Spoken(sent, Promise.resolve("second")));
  expect(sent).toHaveLength(2);
  answer("first");
  const [first, none, second] = await all;
  expect([first, none, second] satisfies [string, null, string]).toEqual(["first", null, "second"]);
});

test("what an async function returns is no statement: it may have sent others already", async () => {
  // @ts-expect-error a promise is refused by its type
  await expect(inOneGo(Promise.resolve())).rejects.toThrow(TypeError);
});
