import { createHash, KeyObject, sign, verify } from "node:crypto";

/**
 * The same hashes and signatures by the same OpenSSL, computed where they are asked for: WebCrypto hands each to another
 * thread, and the hand-over takes longer than the work. A public key that was imported once is known from then on. Import
 * it before anything signs.
 */
const { subtle } = globalThis.crypto;
const original = {
  digest: subtle.digest.bind(subtle),
  sign: subtle.sign.bind(subtle),
  verify: subtle.verify.bind(subtle),
  importKey: subtle.importKey.bind(subtle),
};
const DSA = "ieee-p1363" as const;

const keyObjects = new WeakMap<CryptoKey, KeyObject>();
function keyObjectOf(key: CryptoKey): KeyObject {
  const known = keyObjects.get(key) ?? KeyObject.from(key);
  keyObjects.set(key, known);
  return known;
}

const nameOf = (algorithm: AlgorithmIdentifier): string =>
  typeof algorithm === "string" ? algorithm : algorithm.name;
const bytesOf = (data: BufferSource): Uint8Array =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** Ours, and one that Dexie asks for when it is loaded. */
const HASHES: Readonly<Record<string, string>> = { "SHA-256": "sha256", "SHA-512": "sha512" };
subtle.digest = async (algorithm, data) => {
  const hash = HASHES[nameOf(algorithm)];
  return hash ? bufferOf(createHash(hash).update(bytesOf(data)).digest()) : original.digest(algorithm, data);
};
subtle.sign = async (algorithm, key, data) =>
  nameOf(algorithm) === "ECDSA"
    ? bufferOf(sign("sha256", bytesOf(data), { key: keyObjectOf(key), dsaEncoding: DSA }))
    : original.sign(algorithm, key, data);
subtle.verify = async (algorithm, key, signature, data) =>
  nameOf(algorithm) === "ECDSA"
    ? verify("sha256", bytesOf(data), { key: keyObjectOf(key), dsaEncoding: DSA }, bytesOf(signature))
    : original.verify(algorithm, key, signature, data);

const imported = new Map<string, Promise<CryptoKey>>();
subtle.importKey = ((...args: Parameters<SubtleCrypto["importKey"]>) => {
  const [format, jwk] = args;
  const isPublicJwk = (format as string) === "jwk" && !("d" in (jwk as object));
  if (!isPublicJwk) return original.importKey(...args);
  const word = JSON.stringify(args);
  const known = imported.get(word) ?? original.importKey(...args);
  imported.set(word, known);
  return known;
}) as SubtleCrypto["importKey"];
