/**
 * Rows are copied by plain code: the platform's structuredClone serialises each key and each string through C++, and the
 * simulated disk copies every row that is read. Import it before anything opens a database.
 */
const original = globalThis.structuredClone;

/** Thrown where a value is not plain data: the platform copies it, or refuses. */
class NotPlain extends Error {}

function copyOf(value: unknown): unknown {
  if (typeof value === "symbol" || typeof value === "function") throw new NotPlain();
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof ArrayBuffer) return value.slice(0);
  // a key never changes
  if (value instanceof CryptoKey) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotPlain();
  const copy: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) copy[name] = copyOf(part);
  return copy;
}

globalThis.structuredClone = <T>(value: T, options?: StructuredSerializeOptions): T => {
  if (options === undefined) {
    try {
      return copyOf(value) as T;
    } catch (error) {
      if (!(error instanceof NotPlain)) throw error;
    }
  }
  return original(value, options);
};
