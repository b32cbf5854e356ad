/** The photo store as a whole is away (unmounted, full, unreachable): nothing is known of any object in it. */
export class LakeAway extends Error {
  constructor(cause?: unknown) {
    super("the photo store is away", { cause });
    this.name = "LakeAway";
  }
}

/**
 * The photo store: local folder or S3 behind one interface. Names are slash-separated, [A-Za-z0-9_-./].
 * Each rejects with {@link LakeAway} while the store is away; an absent object is told apart from that.
 */
export interface Lake {
  /**
   * Stores bytes durably before it resolves. With `ifAbsent` an existing object stays as it is.
   * @returns true when written, false when it was there already and `ifAbsent` was set
   */
  put(name: string, bytes: Uint8Array, options?: { ifAbsent?: boolean }): Promise<boolean>;
  /** @returns the bytes, or null when there is no such object */
  get(name: string): Promise<Buffer | null>;
  /** @returns size in bytes, or null when there is no such object */
  head(name: string): Promise<{ bytes: number } | null>;
  /** Deletes what exists of these; absent names are fine. */
  delete(names: readonly string[]): Promise<void>;
  /** Names with the prefix in lexical order, a page at a time; `cursor` null ends it. */
  list(prefix: string, cursor?: string): Promise<{ names: string[]; cursor: string | null }>;
}
