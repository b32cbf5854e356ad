import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { createCollector, readCarryFrame } from "../../../shared/protocol/carry.ts";
import { takeScanned } from "../../carry/carry.ts";
import { CodeCamera } from "../../components/code-camera.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { messages } from "../../i18n/i18n.ts";

/** What the scanner says. */
type Reading =
  | { readonly kind: "looking" | "kept" | "known" | "damaged" | "foreign" }
  | { readonly kind: "part"; readonly have: number; readonly of: number }
  | { readonly kind: "problem"; readonly error: unknown };

/** The camera, and what it has read so far. What is kept is on the disk before it is said. */
export function Scanner({ onStop }: { onStop: () => void }) {
  const t = messages.value.carry.scan;
  const { reading, taken, take } = useReadings();
  return (
    <CodeCamera
      label={t.video}
      tone={reading.value.kind}
      onText={take}
      onError={(error) => (reading.value = { kind: "problem", error })}
      noCamera={t.noCamera}
      below={
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
      }
    >
      <Parts reading={reading} />
    </CodeCamera>
  );
}

/** What was read so far, and what to do with the next code. */
function useReadings() {
  const reading = useSignal<Reading>({ kind: "looking" });
  const taken = useSignal(0);
  const { collector, done } = useMemo(() => ({ collector: createCollector(), done: new Set<string>() }), []);
  async function take(text: string): Promise<void> {
    const say = (next: Reading) => void (reading.value = next);
    const frame = readCarryFrame(text);
    if (frame && done.has(frame.id))
      return reading.value.kind === "kept" ? undefined : say({ kind: "known" });
    const collected = await collector.add(text);
    if (collected.kind !== "whole") return say(collected);
    const isNew = await takeScanned(collected.claim);
    if (frame) done.add(frame.id);
    if (isNew) taken.value++;
    say({ kind: isNew ? "kept" : "known" });
  }
  return { reading, taken, take };
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
