/** What the fold looks at in one mark; a row of the table fits. */
export interface MarkEvent {
  readonly id: string;
  readonly source: "automatic" | "manual";
  readonly status: "present" | "late" | "excused" | "absent";
  readonly reason: string | null;
  readonly entryHash: string | null;
  readonly at: Date;
}
export type FoldedAttendance = Pick<MarkEvent, "source" | "status" | "reason" | "entryHash">;

/** Among automatic marks the better one stands: an automatic absent is raised by a late check-in; excused stays. */
const RANK: Readonly<Record<MarkEvent["status"], number>> = { excused: 3, present: 2, late: 1, absent: 0 };

const later = (a: MarkEvent, b: MarkEvent): MarkEvent => {
  const order = a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1);
  return order > 0 ? a : b;
};
const better = (a: MarkEvent, b: MarkEvent): MarkEvent => {
  const order = RANK[a.status] - RANK[b.status];
  // of two equal ones the first stands, so that a second check-in changes nothing
  return order > 0 || (order === 0 && later(a, b) === b) ? a : b;
};

/**
 * The attendance that a set of marks amounts to; the order in which they are given does not matter (PROTOCOL, Conflicts).
 * A teacher's mark outranks every automatic one, and of a teacher's marks the latest stands.
 * @returns null without marks
 */
export function foldMarks(marks: readonly MarkEvent[]): FoldedAttendance | null {
  const [first, ...others] = teacherMarks(marks).length > 0 ? teacherMarks(marks) : marks;
  if (!first) return null;
  const pick = first.source === "manual" ? later : better;
  const { source, status, reason, entryHash } = others.reduce(pick, first);
  return { source, status, reason, entryHash };
}

/** Whether a valid check-in at `atMs` contradicts a teacher who had marked the student absent: then a teacher looks again. */
export function contradictsTeacher(marks: readonly MarkEvent[], atMs: number): boolean {
  const [first, ...others] = teacherMarks(marks);
  if (!first) return false;
  const standing = others.reduce(later, first);
  return standing.status === "absent" && standing.at.getTime() < atMs;
}

const teacherMarks = (marks: readonly MarkEvent[]) => marks.filter((mark) => mark.source === "manual");
