import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { POSES, type Enrolment, type Pose } from "../../../shared/api/enrolment.ts";
import { CameraStage } from "../../components/camera-stage.tsx";
import { Loading, ProblemNote } from "../../components/feedback.tsx";
import { PictureFace } from "../../components/pictures.tsx";
import { announce } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";
import type { Capture } from "../../recognition/types.ts";
import { sendEnrolment } from "./send-enrolment.ts";

export interface Shot {
  readonly pose: Pose;
  readonly capture: Capture;
  /** object address of the JPEG, for the thumbnail */
  readonly url: string;
}

/** Five poses one after the other, a look at the five photos, and the sending. */
export function Guided({ onSent }: { onSent: (enrolment: Enrolment) => void }) {
  const started = useSignal(false);
  const shots = useSignal<readonly Shot[]>([]);
  useEffect(() => () => forget(shots.value), []);

  const again = () => {
    forget(shots.value);
    shots.value = [];
  };
  const take = (pose: Pose, capture: Capture) => {
    const url = URL.createObjectURL(new Blob([capture.jpeg], { type: "image/jpeg" }));
    shots.value = [...shots.value.filter((shot) => shot.pose !== pose), { pose, capture, url }];
    announce(messages.value.face.enrol.taken(messages.value.common.pose[pose]));
  };
  if (!started.value) return <Before onStart={() => (started.value = true)} />;
  const next = POSES[shots.value.length];
  return (
    <div class="stack">
      {next ? <Posing pose={next} at={shots.value.length} onTake={(capture) => take(next, capture)} /> : null}
      <Thumbs shots={shots.value} next={next ?? null} />
      {!next && <Sending shots={shots.value} onAgain={again} onSent={onSent} />}
    </div>
  );
}

const forget = (shots: readonly Shot[]) => {
  for (const { url } of shots) URL.revokeObjectURL(url);
};

function Before({ onStart }: { onStart: () => void }) {
  const t = messages.value.face.enrol;
  return (
    <div class="card stack before">
      <PictureFace />
      <ul class="plain-list">
        {t.tips.map((tip) => (
          <li key={tip}>{tip}</li>
        ))}
      </ul>
      <button type="button" class="button button-primary button-big" onClick={onStart}>
        {t.start}
      </button>
    </div>
  );
}

function Posing({ pose, at, onTake }: { pose: Pose; at: number; onTake: (capture: Capture) => void }) {
  const t = messages.value.face.enrol;
  const purpose = useMemo(() => ({ kind: "enrolment", pose }) as const, [pose]);
  return (
    <div class="stage-card">
      <h2 class="hidden-text">{t.step(at + 1, POSES.length)}</h2>
      <CameraStage
        purpose={purpose}
        active
        onCapture={onTake}
        instruction={`${at + 1}/${POSES.length} · ${t.pose[pose]}`}
        segments={{ done: at, of: POSES.length }}
      />
    </div>
  );
}

function Thumbs({ shots, next }: { shots: readonly Shot[]; next: Pose | null }) {
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

function Sending(props: {
  shots: readonly Shot[];
  onAgain: () => void;
  onSent: (enrolment: Enrolment) => void;
}) {
  const t = messages.value.face.enrol;
  const sending = useSignal<number | null>(null);
  const problem = useSignal<unknown>(null);
  async function send() {
    problem.value = null;
    sending.value = 0;
    try {
      props.onSent(await sendEnrolment(props.shots, (count) => (sending.value = count)));
    } catch (error) {
      problem.value = error;
    } finally {
      sending.value = null;
    }
  }
  if (sending.value !== null) {
    const at = Math.min(sending.value + 1, POSES.length);
    return (
      <div class="stack stack-s">
        <progress
          class="progress"
          max={POSES.length}
          value={sending.value}
          aria-label={t.sending(at, POSES.length)}
        />
        <Loading text={t.sending(at, POSES.length)} />
      </div>
    );
  }
  return (
    <section class="card stack">
      <h2>{t.reviewTitle}</h2>
      <p class="muted">{t.reviewText}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row">
        <button type="button" class="button button-primary button-big" onClick={() => void send()}>
          {t.send}
        </button>
        <button type="button" class="button button-big" onClick={props.onAgain}>
          {t.again}
        </button>
      </div>
    </section>
  );
}
