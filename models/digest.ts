import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of a file in lower-case hex, read as a stream; null when there is no such file. */
export async function fileDigest(path: string, signal?: AbortSignal): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
  return hash.digest("hex");
}

/** Hex to base64url, the form in which digests travel. */
export const toWireDigest = (hex: string): string => Buffer.from(hex, "hex").toString("base64url");
