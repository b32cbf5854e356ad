import type { Services } from "../context.ts";
import type { Label } from "./sealed-box.ts";
import { isSealedName, type ObjectPlace } from "./vault.ts";

const photoLabel = (userId: string, lakeName: string): Label => ({
  userId,
  record: lakeName,
  type: "photo",
  model: "",
});

/**
 * Seals a photo for its student and puts it into the lake; durable when it resolves. An object that is there is replaced:
 * after a loss or a fault of the disk the same bytes come again.
 * @returns its name in the lake
 */
export async function putPhoto(
  { lake, vault: { sealer } }: Pick<Services, "lake" | "vault">,
  of: ObjectPlace,
  bytes: Uint8Array,
): Promise<string> {
  // an upload that began before photos were sealed keeps its name, and is sealed in the background
  const old = "lakeName" in of && !isSealedName(of.lakeName);
  const { name, pieces } = old
    ? { name: of.lakeName, pieces: bytes }
    : await sealer.sealObject(of, (lakeName) => photoLabel(of.userId, lakeName), bytes);
  await lake.put(name, pieces);
  return name;
}

/**
 * A photo as it was uploaded, for the server's own work; a person looks through viewing.ts.
 * @returns null when it is not there, or no longer opens: damaged, or its student's key is erased
 */
export async function getPhoto(
  s: Pick<Services, "lake" | "vault">,
  of: { userId: string; lakeName: string },
): Promise<Buffer | null> {
  const bytes = await s.lake.get(of.lakeName);
  return bytes && openPhoto(s, of, bytes);
}

/** The same, of bytes that the lake gave. */
export async function openPhoto(
  { vault: { opener } }: Pick<Services, "vault">,
  of: { userId: string; lakeName: string },
  bytes: Buffer,
): Promise<Buffer | null> {
  // objects of older versions, until they have been sealed in the background
  if (!isSealedName(of.lakeName)) return bytes;
  return opener.open(photoLabel(of.userId, of.lakeName), bytes);
}
