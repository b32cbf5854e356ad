/** Small decisions about meetings in a timetable. Pure. */

/**
 * Whether a meeting may be opened by hand beside those of its course that are open: two groups may meet at a time, but nobody is in
 * two meetings.
 * @param groupId null: the whole course
 */
export const mayOpenBeside = (
  open: readonly { readonly groupId: string | null }[],
  groupId: string | null,
): boolean => open.every((other) => other.groupId !== null && groupId !== null && other.groupId !== groupId);
