/** Crockford's base 32 (crockford.com/base32.html), in which codes are made that people read and type. */

/** No I, L, O, U. */
export const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A typed code as it was meant: upper case, without spaces and dashes of any kind, O as 0, I and L as 1. */
export const normalised = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
