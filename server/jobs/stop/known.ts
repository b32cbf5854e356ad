/** Whether what the marks of stops say is known to this process yet. */
export interface StopKnown {
  /**
   * Resolves once the marks have been read since the start; asked before anything biometric, because until then the database may
   * be older than a stop. Reads them where they have not been, so that what a photo store brings when it is back comes after.
   * @throws LakeAway while the photo store has been away since the start
   */
  (): Promise<void>;
}

/** @param heed reads the marks (heedStopMarks) */
export function createStopKnown(heed: () => Promise<unknown>): StopKnown {
  let known = false;
  let asked: Promise<void> | null = null;
  const ask = async () => {
    await heed();
    known = true;
  };
  return async () => {
    if (known) return;
    asked ??= ask().finally(() => {
      asked = null;
    });
    await asked;
  };
}
