/** Files of this machine that are there whole and durable, or not at all. */
import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** What says that a file is missing, or a folder on the way to it. */
const MISSING = ["ENOENT", "ENOTDIR"];

export const hasCode = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof Error && "code" in error && codes.includes(String(error.code));

export const isMissing = (error: unknown): boolean => hasCode(error, MISSING);

/** A missing file is null; whatever else goes wrong rejects. */
export async function absentIsNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** For its owner alone. */
const PRIVATE = 0o600;

/**
 * Writes a new file and its bytes to the disk; its name is durable after {@link syncFolder}.
 * @param bytes or pieces of them, one after the other
 * @throws EEXIST
 */
export async function writeDurably(
  path: string,
  bytes: Uint8Array | readonly Uint8Array[],
  mode = PRIVATE,
): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    if (bytes instanceof Uint8Array) await file.writeFile(bytes);
    else await writePieces(file, bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** In one call, without putting them together first; what a full disk leaves of it is tried once more, and then says so. */
async function writePieces(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  const { bytesWritten } = await file.writev(pieces);
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  if (bytesWritten < total) await file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
}

/** Makes durable which names a folder has. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Puts a file in the place of whatever has its name, in a folder that is there: whoever reads it sees the one or the other whole. */
export async function replaceFile(path: string, bytes: Uint8Array, mode = PRIVATE): Promise<void> {
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    await writeDurably(temporary, bytes, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}
