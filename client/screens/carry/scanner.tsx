import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { createCollector, readCarryFrame } from "../../../shared/protocol/carry.ts";
import { takeScanned } from "../../carry/carry.ts";
import { CameraWords } from "../../components/camera-trouble.tsx";
import { useCamera } from "../../components/camera.ts";
import { ProblemNote } from "../../components/feedback.tsx";
import { createQrReader } from "../../components/qr-reader.ts";
import { useAwake } from "../../components/use-awake.ts";
import { messages } from "../../i18n/i18n.ts";
import { holdUpdates } from "../../sw/register.ts";

/** What the scanner says. */
type Reading =
  | { readonly kind: "looking" | "kept" | "known" | "damaged" | "foreign" }
  | { readonly kind: "part"; readonly have: number; readonly of: number }
  | { readonly kind: "problem"; readonly error: unknown };

/** Between two looks at the picture, so that the rest of the page stays quick. */
const PAUSE_MS = 90;

/** The camera, and what it has read so far. What is kept is on the disk before it is said. */
export function Scanner({ onStop }: { onStop: () => void }) {
  const t = messages.value.carry.scan;
  const attempt = useSignal(0);
  const camera = useCamera(attempt.value, "environment");
  const video = useRef<HTMLVideoElement>(null);
  const { reading, taken } = useReadings(video, camera.value.kind === "live");
  useAwake();
  useEffect(holdUpdates, []);
  const stream = camera.value.kind === "live" ? camera.value.stream : null;
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = stream;
    if (stream) void video.current.play().catch(() => undefined);
  }, [stream]);
  if (camera.value.kind === "problem") {
    const { problem } = camera.value;
    const again = () => attempt.value++;
    const steps = problem === "none" || problem === "failed" ? { steps: t.noCamera } : {};
    return <CameraWords problem={problem} onRetry={again} {...steps} />;
  }
  return (
    <div class="scanner">
      <div class={`scanner-picture scanner-${reading.value.kind}`}>
        <video ref={video} playsInline muted autoPlay disablePictureInPicture aria-label={t.video} />
        <span class="scanner-frame" aria-hidden="true" />
        <Parts reading={reading} />
      </div>
      <div class="scanner-words">
        <p role="status" aria-live="polite" class="scanner-say">
          <Words reading={reading} />
        </p>
        {reading.value.kind === "problem" && <ProblemNote error={reading.value.error} />}
        <div class="row row-between">
          <span class="muted small">{taken.value > 0 ? t.count(taken.value) : t.hint}</span>
          <button type="button" class="button" onClick={onStop}>
            {t.stop}
          </button>
        </div>
      </div>
    </div>
  );
}

/** Looks at the picture again and again while the camera is live. */
function useReadings(video: { readonly current: HTMLVideoElement | null }, live: boolean) {
  const reading = useSignal<Reading>({ kind: "looking" });
  const taken = useSignal(0);
  useEffect(() => {
    if (!live) return;
    const ending = new AbortController();
    const collector = createCollector();
    const done = new Set<string>();
    const say = (next: Reading) => (reading.value = next);

    async function take(text: string) {
      const frame = readCarryFrame(text);
      if (frame && done.has(frame.id))
        return reading.value.kind === "kept" ? undefined : say({ kind: "known" });
      const collected = await collector.add(text);
      if (collected.kind === "part") return say(collected);
      if (collected.kind !== "whole") return say(collected);
      const isNew = await takeScanned(collected.claim);
      if (frame) done.add(frame.id);
      if (isNew) taken.value++;
      say({ kind: isNew ? "kept" : "known" });
    }
    async function look() {
      const read = await createQrReader();
      while (!ending.signal.aborted) {
        try {
          const texts = video.current ? await read(video.current) : [];
          for (const text of texts) if (!ending.signal.aborted) await take(text);
        } catch (error) {
          say({ kind: "problem", error });
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    look().catch((error: unknown) => say({ kind: "problem", error }));
    return () => ending.abort();
  }, [live]);
  return { reading, taken };
}

function Words({ reading }: { reading: ReadonlySignal<Reading> }) {
  const t = messages.value.carry.scan;
  const now = reading.value;
  if (now.kind === "problem") return null;
  if (now.kind !== "part") return t[now.kind];
  return (
    <>
      <strong>{t.part(now.have, now.of)}</strong> {t.partText}
    </>
  );
}

/** One bar for each part of the claim. */
function Parts({ reading }: { reading: ReadonlySignal<Reading> }) {
  const now = reading.value;
  if (now.kind !== "part") return null;
  return (
    <span class="scanner-parts" aria-hidden="true">
      {Array.from({ length: now.of }, (_, i) => (
        <span key={i} class={i < now.have ? "scanner-bar scanner-bar-have" : "scanner-bar"} />
      ))}
    </span>
  );
}
