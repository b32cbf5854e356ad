/**
 * Work that has to succeed once in this process: who asks while it has not, does it or waits for whoever does; who asks after, is
 * answered at once. What it throws reaches those who waited, and the next one tries again.
 */
export function untilDone(work: () => Promise<unknown>): () => Promise<void> {
  let done = false;
  let asked: Promise<void> | null = null;
  const ask = async () => {
    await work();
    done = true;
  };
  return async () => {
    if (done) return;
    asked ??= ask().finally(() => {
      asked = null;
    });
    await asked;
  };
}
