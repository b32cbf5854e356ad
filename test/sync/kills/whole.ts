/** What must be nought in every proof, where it is counted. */
const DAMAGE = [
  "lost",
  "doubled",
  "undecided",
  "photosMissing",
  "torn",
  "serverErrors",
  "unanswered",
  "refusedClaims",
  "serverDeaths",
] as const;

/** Whether a proof found everything delivered and nothing broken. */
export const isWhole = (found: Readonly<Record<string, unknown>>): boolean =>
  Number(found["saved"]) > 0 &&
  found["delivered"] === found["saved"] &&
  DAMAGE.every((kind) => found[kind] === undefined || found[kind] === 0);
