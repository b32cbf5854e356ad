/** What stands between the face and the shutter, one at a time. */
export const COACHING = [
  "starting",
  "no_face",
  "many_faces",
  "come_closer",
  "move_back",
  "centre",
  "too_dark",
  "too_bright",
  "turn_front",
  "turn_left",
  "turn_right",
  "look_up",
  "look_down",
  "straighten",
  "open_eyes",
  "hold_still",
  "good",
] as const;
export type Coaching = (typeof COACHING)[number];
