import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { POSES, type Pose } from "../../../shared/api/enrolment.ts";
import { CameraStage } from "../../components/camera-stage.tsx";
import { Loading, ProblemNote } from "../../components/feedback.tsx";
import { IconCross } from "../../components/icons.tsx";
import { navigate } from "../../components/router.tsx";
import { announce } from "../../components/toast.tsx";
import { useTitle } from "../../components/use-title.ts";
import { messages } from "../../i18n/i18n.ts";
import type { Capture } from "../../recognition/types.ts";
import { refresh } from "../session.ts";
import { sendEnrolment } from "./send-enrolment.ts";
import { type Shot, Thumbs } from "./thumbs.tsx";

/** `/enrol/photos`: five poses one after the other, a look at the five photos, and the sending. */
export function EnrolPhotos() {
  const { face, common } = messages.value;
  const t = face.enrol;
  const shots = useSignal<readonly Shot[]>([]);
  useTitle(t.title);
  useEffect(() => () => forget(shots.value), []);

  const again = () => {
    forget(shots.value);
    shots.value = [];
  };
  const take = (pose: Pose, capture: Capture) => {
    const url = URL.createObjectURL(new Blob([capture.jpeg], { type: "image/jpeg" }));
    shots.value = [...shots.value, { pose, capture, url }];
    announce(t.taken(common.pose[pose]));
  };
  const next = POSES[shots.value.length] ?? null;
  return (
    <div class="bare">
      <header class="bare-head">
        <h1>{t.title}</h1>
        <a class="icon-button" href="/enrol" aria-label={common.actions.close}>
          <IconCross />
        </a>
      </header>
      {next ? (
        <>
          <main id="main">
            <Posing pose={next} at={shots.value.length} onTake={(capture) => take(next, capture)} />
          </main>
          <footer class="bare-foot">
            <Thumbs shots={shots.value} next={next} />
          </footer>
        </>
      ) : (
        <main id="main" class="bare-sheet stack">
          <Sending shots={shots.value} onAgain={again} />
        </main>
      )}
    </div>
  );
}

const forget = (shots: readonly Shot[]) => {
  for (const { url } of shots) URL.revokeObjectURL(url);
};

function Posing({ pose, at, onTake }: { pose: Pose; at: number; onTake: (capture: Capture) => void }) {
  const t = messages.value.face.enrol;
  const purpose = useMemo(() => ({ kind: "enrolment", pose }) as const, [pose]);
  return (
    <CameraStage
      purpose={purpose}
      active
      onCapture={onTake}
      instruction={`${at + 1}/${POSES.length} · ${t.pose[pose]}`}
      segments={{ done: at, of: POSES.length }}
    />
  );
}

function Sending({ shots, onAgain }: { shots: readonly Shot[]; onAgain: () => void }) {
  const t = messages.value.face.enrol;
  const sending = useSignal<number | null>(null);
  const problem = useSignal<unknown>(null);
  async function send() {
    problem.value = null;
    sending.value = 0;
    try {
      await sendEnrolment(shots, (count) => (sending.value = count));
      await refresh();
      navigate("/enrol", { replace: true });
    } catch (error) {
      problem.value = error;
    } finally {
      sending.value = null;
    }
  }
  const at = Math.min((sending.value ?? 0) + 1, POSES.length);
  return (
    <section class="card stack">
      <h2>{t.reviewTitle}</h2>
      <Thumbs shots={shots} next={null} />
      <p class="muted">{t.reviewText}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      {sending.value === null ? (
        <div class="row">
          <button type="button" class="button button-primary button-big" onClick={() => void send()}>
            {t.send}
          </button>
          <button type="button" class="button button-big" onClick={onAgain}>
            {t.again}
          </button>
        </div>
      ) : (
        <>
          <progress
            class="progress"
            max={POSES.length}
            value={sending.value}
            aria-label={t.sending(at, POSES.length)}
          />
          <Loading text={t.sending(at, POSES.length)} />
        </>
      )}
    </section>
  );
}
