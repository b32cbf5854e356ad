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
