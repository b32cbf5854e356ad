import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Purpose } from "../../shared/face/quality.ts";
import { messages } from "../i18n/i18n.ts";
import type { Capture, Coaching, FrameReport } from "../recognition/types.ts";
import { holdUpdates } from "../sw/register.ts";
import { useCamera } from "./camera.ts";
import { CameraTrouble, RecogniserTrouble } from "./camera-trouble.tsx";
import { FaceOverlay } from "./face-overlay.tsx";
import { RecogniserProgress } from "./recogniser-progress.tsx";
import { useRecogniser } from "./use-recogniser.ts";

/** How long a coaching sentence stands at least, so that it can be read and heard. */
const SENTENCE_MS = 900;

interface StageProps {
  readonly purpose: Purpose;
  /** false: the picture goes on, but no photo is taken */
  readonly active: boolean;
  readonly onCapture: (capture: Capture) => void;
  /** an instruction that stays above the coaching, such as the pose */
  readonly instruction?: string;
  readonly segments?: { readonly done: number; readonly of: number };
  /** another way to go on where there is no picture, or nobody to recognise a face in it */
  readonly instead?: ComponentChildren;
  /** what lies over the picture when the shutter has fired */
  readonly children?: ComponentChildren;
}

/** The live camera with the oval, the ring and one coaching sentence; takes the photo by itself when all is right. */
export function CameraStage(props: StageProps) {
  const { purpose, active, onCapture, instruction, segments, instead, children } = props;
  const attempt = useSignal(0);
  const camera = useCamera(attempt.value);
  const recogniser = useRecogniser(attempt.value);
  const video = useRef<HTMLVideoElement>(null);
  const playing = useSignal(false);
  const report = useSignal<FrameReport | null>(null);
  const crashed = useSignal<unknown>(null);
  const coaching = useSteadySentence(report.value?.coaching ?? "starting");

  useEffect(holdUpdates, []);

  const stream = camera.value.kind === "live" ? camera.value.stream : null;
  useEffect(() => {
    const element = video.current;
    playing.value = false;
    if (!element) return;
    element.srcObject = stream;
    // autoplay of a muted video may still be refused until the page is touched; the next attempt plays it
    if (stream) void element.play().catch(() => undefined);
  }, [stream]);

  const ready = recogniser.value.kind === "ready" ? recogniser.value.recogniser : null;
  const purposeKey = purpose.kind === "enrolment" ? purpose.pose : "checkin";
  useEffect(() => {
    const element = video.current;
    if (!active || !ready || !playing.value || !element) return;
    const ending = new AbortController();
    report.value = null;
    ready
      .capture(element, { purpose, signal: ending.signal, onReport: (next) => (report.value = next) })
      .then(onCapture)
      .catch((error: unknown) => {
        if (!ending.signal.aborted) crashed.value = error;
      });
    return () => ending.abort();
  }, [active, ready, playing.value, purposeKey]);

  const t = messages.value.face;
  const again = () => {
    crashed.value = null;
    attempt.value++;
  };
  if (camera.value.kind === "problem")
    return <CameraTrouble problem={camera.value.problem} onRetry={again} instead={instead} />;
  if (
    recogniser.value.kind === "unavailable" ||
    recogniser.value.kind === "failed" ||
    crashed.value !== null
  ) {
    const { value: state } = recogniser;
    return <RecogniserTrouble state={state} error={crashed.value} onRetry={again} instead={instead} />;
  }
  const watching = active && ready !== null && playing.value;
  return (
    <div class="stage">
      <video
        ref={video}
        class="stage-video"
        playsInline
        muted
        autoPlay
        disablePictureInPicture
        aria-label={t.camera.label}
        onPlaying={() => (playing.value = true)}
      />
      <FaceOverlay report={report} video={video} active={watching} {...(segments && { segments })} />
      <div class="stage-words">
        {instruction && <p class="stage-instruction">{instruction}</p>}
        <p
          class={coaching === "good" ? "coaching coaching-good" : "coaching"}
          role="status"
          aria-live="polite"
        >
          {watching ? t.coaching[coaching] : null}
          {!watching && active && ready !== null ? t.camera.starting : null}
        </p>
      </div>
      {recogniser.value.kind === "loading" && <RecogniserProgress progress={recogniser.value.progress} />}
      {children}
    </div>
  );
}

/** The sentence to show: a new one only when the old one has stood long enough. */
function useSteadySentence(next: Coaching): Coaching {
  const shown = useSignal<Coaching>(next);
  const since = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, since.current + SENTENCE_MS - performance.now());
    const timer = setTimeout(() => {
      shown.value = next;
      since.current = performance.now();
    }, wait);
    return () => clearTimeout(timer);
  }, [next]);
  return shown.value;
}
