import { createHash, createSign, createVerify, KeyObject } from "node:crypto";

/**
 * The same hashes and signatures by the same OpenSSL, computed where they are asked for: WebCrypto hands each to another
 * thread, and the hand-over takes longer than the work. Import it before anything signs.
 */
const { subtle } = globalThis.crypto;
const original = {
  digest: subtle.digest.bind(subtle),
  sign: subtle.sign.bind(subtle),
  verify: subtle.verify.bind(subtle),
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

subtle.digest = async (algorithm, data) =>
  nameOf(algorithm) === "SHA-256"
    ? bufferOf(createHash("sha256").update(bytesOf(data)).digest())
    : original.digest(algorithm, data);
subtle.sign = async (algorithm, key, data) =>
  nameOf(algorithm) === "ECDSA"
    ? bufferOf(
        createSign("sha256")
          .update(bytesOf(data))
          .sign({ key: keyObjectOf(key), dsaEncoding: DSA }),
      )
    : original.sign(algorithm, key, data);
subtle.verify = async (algorithm, key, signature, data) =>
  nameOf(algorithm) === "ECDSA"
    ? createVerify("sha256")
        .update(bytesOf(data))
        .verify({ key: keyObjectOf(key), dsaEncoding: DSA }, bytesOf(signature))
    : original.verify(algorithm, key, signature, data);
