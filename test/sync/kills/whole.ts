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

/** What a proof found that must not be, by its name; a check-in that was not delivered and stands nowhere else is one. */
export function damageOf(found: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const damage = DAMAGE.filter((kind) => found[kind] !== undefined && found[kind] !== 0);
  const missing = Number(found["saved"]) - Number(found["delivered"]);
  return {
    ...Object.fromEntries(damage.map((kind) => [kind, found[kind]])),
    ...(missing !== 0 && { missing }),
    ...(!(Number(found["saved"]) > 0) && { saved: found["saved"] }),
  };
}

/** Whether a proof found everything delivered and nothing broken. */
export const isWhole = (found: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(damageOf(found)).length === 0;
