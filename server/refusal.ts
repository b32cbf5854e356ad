/** Why the program will not start, in sentences for the person at the terminal. Printed without a stack. */
export class Refusal extends Error {
  readonly sentences: readonly string[];

  constructor(...sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.name = "Refusal";
    this.sentences = sentences;
  }
}
