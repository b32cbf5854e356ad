import { POSES, type Pose } from "../../../shared/api/enrolment.ts";
import { messages } from "../../i18n/i18n.ts";
import type { Capture } from "../../recognition/types.ts";

export interface Shot {
  readonly pose: Pose;
  readonly capture: Capture;
  /** object address of the JPEG */
  readonly url: string;
}

/** The five photos, taken and still to be taken; mirrored, as one knows oneself. */
export function Thumbs({ shots, next }: { shots: readonly Shot[]; next: Pose | null }) {
  const { face, common } = messages.value;
  return (
    <ol class="thumbs">
      {POSES.map((pose, i) => {
        const shot = shots.find((one) => one.pose === pose);
        if (shot) {
          return (
            <li class="thumb thumb-taken thumb-mirrored" key={pose}>
              <img src={shot.url} alt={face.enrol.photoOf(common.pose[pose])} />
            </li>
          );
        }
        return (
          <li class={pose === next ? "thumb thumb-now" : "thumb"} key={pose}>
            <span aria-hidden="true">{i + 1}</span>
            <span class="hidden-text">{common.pose[pose]}</span>
          </li>
        );
      })}
    </ol>
  );
}
