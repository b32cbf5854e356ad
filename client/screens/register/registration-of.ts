/** What the address says about who registers: `#invitation=<token>`, `#setup`, or nothing for a student. */
export function registrationOf(
  hash: string,
): { kind: "student" | "setup" } | { kind: "invited"; token: string } {
  const parts = new URLSearchParams(hash);
  const token = parts.get("invitation");
  if (token) return { kind: "invited", token };
  return { kind: parts.has("setup") ? "setup" : "student" };
}
