/** Which way a student checks in: the face where a consent stands and the enrolment is confirmed, else a tap. */
import type { Me } from "../../shared/api/account.ts";
import { chosenTap } from "../store/settings.ts";

export type Way = "face" | "tap";

export const wayOf = ({ consent, enrolment }: Pick<Me, "consent" | "enrolment">): Way =>
  consent !== null && enrolment?.status === "confirmed" ? "face" : "tap";

let asked: string | null = null;

/** The student has tapped to check in to a meeting; null: nothing was tapped. The screen that opens seals it. */
export const askTap = (meetingId: string | null): void => void (asked = meetingId);

/** Whether that was for this meeting. Said once: going back to the screen, or loading it again, is no tap. */
export function takeTap(meetingId: string): boolean {
  const here = asked === meetingId;
  asked = null;
  return here;
}

/** Whether a student has said on this phone to check in with a tap: the question is not asked again. */
export const hasChosenTap = async (uid: string): Promise<boolean> => (await chosenTap.read()) === uid;
export const chooseTap = (uid: string): Promise<void> => chosenTap.write(uid);
