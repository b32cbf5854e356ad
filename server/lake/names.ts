import type { Tags } from "./lake.ts";

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/**
 * An object's name: slash-separated parts of [A-Za-z0-9_.-], none of them empty or beginning with a dot, so that no name
 * leads out of the store or to a hidden file.
 * @throws RangeError
 */
export function checkName(name: string): string {
  if (name.length > 512 || !NAME.test(name))
    throw new RangeError("this is no name for an object of the lake");
  return name;
}

const WORD = /^[A-Za-z0-9_-]{1,64}$/;

/** At most ten tags, of plain words. @throws RangeError */
export function checkTags(tags: Tags): Tags {
  const words = Object.entries(tags);
  if (words.length > 10 || !words.flat().every((word) => WORD.test(word)))
    throw new RangeError("these are no tags for an object of the lake");
  return tags;
}
