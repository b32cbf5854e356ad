import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { StudentMeeting } from "../../../shared/api/course.ts";
import { CodeCamera } from "../../components/code-camera.tsx";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { IconCamera } from "../../components/icons.tsx";
import { messages } from "../../i18n/i18n.ts";
import { serverNow } from "../../outbox/outbox.ts";
import { type ReadCode, type Reading, readScanned, type ShownCode } from "../../room-code/read.ts";
import { CodeEntry } from "./code-entry.tsx";
import { CodeWarning } from "./code-warning.tsx";

interface CodeStepProps {
  readonly meeting: StudentMeeting;
  /** the student's own, to name the one whose code was scanned instead */
  readonly meetings: readonly StudentMeeting[];
  /** whether the camera is opened at once */
  readonly camera: boolean;
  /** null: the student goes on without it */
  readonly onCode: (code: ReadCode | null) => void;
}

/** The room's code before the check-in: scanned or typed, or done without. */
export function CodeStep({ meeting, meetings, camera, onCode }: CodeStepProps) {
  const t = messages.value.roomCode;
  const scanning = useSignal(camera);
  const reading = useSignal<Reading | null>(null);
  const problem = useSignal<unknown>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  // whoever has let the app use the camera before is not asked to press a button for it
  useEffect(() => {
    if (!camera) void mayUseCamera().then((may) => may && (scanning.value = true));
  }, [camera]);

  const take = (shown: ShownCode) => onCode({ shown, mono: performance.now() });
  const heed = (next: Reading) => {
    if (next.kind === "ok") take(next.shown);
    else reading.value = next;
  };
  const scanned = (text: string) => {
    const unsureClock = Boolean(meeting.clockToldAt);
    heed(readScanned(text, { meetingId: meeting.id, nowMs: serverNow(), unsureClock }));
  };
  const now = reading.value;
  return (
    <div class="code-step">
      <section class="card stack stack-s">
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {t.title}
          </h2>
          <p class="muted">{t.ask.text(meeting.courseName)}</p>
        </div>
        {scanning.value ? (
          <CodeCamera
            label={t.ask.video}
            tone={now?.kind ?? "looking"}
            onText={scanned}
            onError={(error) => (problem.value = error)}
          />
        ) : (
          <button
            type="button"
            class="button button-primary button-big button-wide"
            onClick={() => (scanning.value = true)}
          >
            <IconCamera />
            {t.ask.start}
          </button>
        )}
        <div role="status" aria-live="polite">
          {now && now.kind !== "malformed" ? (
            <CodeWarning reading={now} meeting={meeting} meetings={meetings} onAnyway={take} />
          ) : (
            scanning.value && problem.value === null && <p class="muted small">{t.ask.looking}</p>
          )}
        </div>
        {problem.value !== null && <ProblemNote error={problem.value} />}
        <CodeEntry onRead={heed} />
        {now?.kind === "malformed" && (
          <Note tone="look" title={t.malformed.title} alert>
            {t.malformed.text}
          </Note>
        )}
      </section>
      <section class="card stack stack-s">
        <button type="button" class="button button-wide" onClick={() => onCode(null)}>
          {t.ask.without}
        </button>
        <p class="muted small">{t.ask.withoutHint}</p>
      </section>
    </div>
  );
}

/** Whether the browser would open the camera without asking; false where it does not tell. */
async function mayUseCamera(): Promise<boolean> {
  try {
    const { permissions }: { permissions?: Permissions } = navigator;
    return (await permissions?.query({ name: "camera" }))?.state === "granted";
  } catch {
    return false;
  }
}
