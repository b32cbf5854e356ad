import type { LiveRow } from "../../../shared/api/course.ts";

/** People whom the list has as here: present or late. */
export const hereOf = (rows: readonly Pick<LiveRow, "status">[]): number =>
  rows.filter(({ status }) => status === "present" || status === "late").length;

/** How a count of the room compares with the list. */
export const compareHeads = (people: number, here: number): "equal" | "more" | "fewer" =>
  people === here ? "equal" : people > here ? "more" : "fewer";
