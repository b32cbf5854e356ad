/**
 * Anchors are what all later photos are measured by, so nobody replaces a student's alone: two people of those who may decide
 * agree to it, each with both sets of photos before them (RECOGNITION.md, "Templates and the twenty photos").
 */
export interface Replacement {
  /** another enrolment of the student is confirmed */
  readonly replaces: boolean;
  /** who has agreed before; null: nobody */
  readonly agreedBy: string | null;
  readonly by: string;
  /** there is somebody else who may decide on this student */
  readonly others: boolean;
}

/**
 * What the word of one person does. The only one there is may decide alone: otherwise nobody in a small installation could ever
 * enrol anew.
 * @returns "again": this person has agreed before, and a second one is needed
 */
export function afterAgreement({
  replaces,
  agreedBy,
  by,
  others,
}: Replacement): "confirmed" | "agreed" | "again" {
  if (!replaces || !others) return "confirmed";
  if (agreedBy === null) return "agreed";
  return agreedBy === by ? "again" : "confirmed";
}
