import { strToU8, Zip, ZipDeflate, ZipPassThrough } from "fflate";

/** One file of an archive. */
export interface ArchiveFile {
  /** path within the archive, "/" between folders */
  readonly name: string;
  /** a text is compressed; bytes are stored as they are: photos and documents hardly shrink */
  readonly content: string | Uint8Array;
  readonly at?: Date;
}

/** A zip, piece by piece: no more than one file of it is held at a time. */
export async function* writeZip(
  files: AsyncIterable<ArchiveFile>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const made: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    made.push(piece);
  });
  for await (const { name, content, at = new Date() } of files) {
    signal?.throwIfAborted();
    const isText = typeof content === "string";
    const file = isText ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    file.mtime = at;
    zip.add(file);
    file.push(isText ? strToU8(content) : content, true);
    yield* made.splice(0);
  }
  zip.end();
  yield* made.splice(0);
}
