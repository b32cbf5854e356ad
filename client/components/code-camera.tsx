import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { holdUpdates } from "../sw/register.ts";
import { CameraWords } from "./camera-trouble.tsx";
import { type CameraProblem, useCamera } from "./camera.ts";
import { createQrReader } from "./qr-reader.ts";
import { useAwake } from "./use-awake.ts";

/** Between two looks at the picture, so that the rest of the page stays quick. */
const PAUSE_MS = 90;

interface CodeCameraProps {
  /** what the picture is, for a screen reader */
  readonly label: string;
  /** how its frame looks: "looking", or what was read */
  readonly tone: string;
  /** each code in the picture, as often as it is seen; the next look waits for it */
  readonly onText: (text: string) => void | Promise<void>;
  /** a look failed, or what became of a code */
  readonly onError: (error: unknown) => void;
  /** what to do where there is no camera, if not what a student would do */
  readonly noCamera?: readonly string[];
  /** over the picture */
  readonly children?: ComponentChildren;
  /** beneath it; not shown where there is no picture */
  readonly below?: ComponentChildren;
}

/** The camera that looks away from the person, reading QR codes while it stands. */
export function CodeCamera(props: CodeCameraProps) {
  const attempt = useSignal(0);
  const camera = useCamera(attempt.value, "environment");
  const video = useRef<HTMLVideoElement>(null);
  const live = camera.value.kind === "live";
  const latest = useRef(props);
  latest.current = props;
  useAwake();
  useEffect(holdUpdates, []);
  const stream = camera.value.kind === "live" ? camera.value.stream : null;
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream;
    if (stream) void video.current.play().catch(() => undefined);
  }, [stream]);
  useEffect(() => {
    if (!live) return;
    const ending = new AbortController();
    async function look() {
      const read = await createQrReader();
      while (!ending.signal.aborted) {
        try {
          const texts = video.current ? await read(video.current) : [];
          for (const text of texts) if (!ending.signal.aborted) await latest.current.onText(text);
        } catch (error) {
          latest.current.onError(error);
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    look().catch((error: unknown) => latest.current.onError(error));
    return () => ending.abort();
  }, [live]);

  if (camera.value.kind === "problem")
    return <Trouble {...props} problem={camera.value.problem} onRetry={() => attempt.value++} />;
  return (
    <div class="scanner">
      <div class={`scanner-picture scanner-${props.tone}`}>
        <video ref={video} playsInline muted autoPlay disablePictureInPicture aria-label={props.label} />
        <span class="scanner-frame" aria-hidden="true" />
        {props.children}
      </div>
      {props.below}
    </div>
  );
}

function Trouble({
  problem,
  onRetry,
  noCamera,
}: CodeCameraProps & { problem: CameraProblem; onRetry: () => void }) {
  const steps = noCamera && (problem === "none" || problem === "failed") ? { steps: noCamera } : {};
  return <CameraWords problem={problem} onRetry={onRetry} {...steps} />;
}
