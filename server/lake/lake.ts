/** The photo store as a whole is away (unmounted, full, unreachable): nothing is known of any object in it. */
export class LakeAway extends Error {
  constructor(cause?: unknown, message = "the photo store is away") {
    super(message, { cause });
    this.name = "LakeAway";
  }
}

/** A few words on an object, [A-Za-z0-9_-] each. */
export type Tags = Readonly<Record<string, string>>;

/** Objects with this prefix, and with these tags if any are named, are gone after so many days. */
export interface Expiry {
  readonly prefix: string;
  readonly tags?: Tags;
  readonly days: number;
}

/** Bytes, or pieces of them that are stored one after the other. */
export type Bytes = Uint8Array | readonly Uint8Array[];

/**
 * The photo store: local folder or S3 behind one interface. Names are slash-separated, [A-Za-z0-9_-./].
 * Each rejects with {@link LakeAway} while the store is away; an absent object is told apart from that.
 * Nothing in it is ever given out by a signed address: who may see an object is decided by our own routes.
 */
export interface Lake {
  /**
   * Stores bytes durably before it resolves. With `ifAbsent` an existing object stays as it is.
   * @returns true when written, false when it was there already and `ifAbsent` was set
   */
  put(name: string, bytes: Bytes, options?: { ifAbsent?: boolean }): Promise<boolean>;
  /** @returns the bytes, or null when there is no such object */
  get(name: string): Promise<Buffer | null>;
  /** @returns size in bytes and when it was put, or null when there is no such object */
  head(name: string): Promise<{ bytes: number; putAt: Date } | null>;
  /** Copies an object whole, with its tags, over whatever the new name had. @returns false when there is none */
  copy(from: string, to: string): Promise<boolean>;
  /** Deletes what exists of these; absent names are fine. */
  delete(names: readonly string[]): Promise<void>;
  /** Names with the prefix in lexical order, a page at a time; `cursor` null ends it. */
  list(prefix: string, cursor?: string): Promise<{ names: string[]; cursor: string | null }>;
  /** Replaces an object's tags. @returns false when there is no such object */
  tag(name: string, tags: Tags): Promise<boolean>;
  /** @returns an object's tags, none of which a new object has; null when there is no such object */
  tags(name: string): Promise<Tags | null>;
  /** Replaces our rules by which objects expire, and nobody else's. An S3 keeps them itself, at its own pace. */
  setExpiry(rules: readonly Expiry[]): Promise<void>;
  expiry(): Promise<Expiry[]>;
  /** Deletes what has expired where the store does not do so by itself. @returns how many */
  expire(now: Date): Promise<number>;
  /** Lets go of connections. */
  close(): Promise<void>;
}
