/** Why the program will not start, in sentences for the person at the terminal. Printed without a stack. */
export class Refusal extends Error {
  readonly sentences: readonly string[];

  constructor(...sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.name = "Refusal";
    this.sentences = sentences;
  }
}

/** Runs a program's main part; a refusal becomes its sentences on the terminal and exit code 1. */
export async function runOrRefuse(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Refusal ? ["", ...error.sentences, ""].join("\n") : error);
    process.exitCode = 1;
  }
}
