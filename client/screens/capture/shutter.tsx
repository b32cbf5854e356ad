import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { StudentMeeting } from "../../../shared/api/course.ts";
import type { OwnTemplates } from "../../../shared/api/enrolment.ts";
import { CameraStage } from "../../components/camera-stage.tsx";
import { messages } from "../../i18n/i18n.ts";
import { sealCheckIn } from "../../outbox/outbox.ts";
import { judgeCapture, type Verdict } from "../../outbox/verdict.ts";
import type { Capture } from "../../recognition/types.ts";
import { asksForCode, hasAged, type Shown } from "./shown.ts";
import { Tap } from "./tap.tsx";
import { Aged, Sealed, Unlike, Unsealed } from "./verdict.tsx";

/** What the shutter led to. */
type Outcome =
  | { readonly kind: "aged"; readonly capture: Capture }
  | { readonly kind: "unlike"; readonly capture: Capture }
  | { readonly kind: "sealed"; readonly h: string; readonly verdict: Verdict["verdict"] }
  | { readonly kind: "unsealed"; readonly capture: Capture; readonly error: unknown };

/** Where the camera or the recognition fails: a check-in that a teacher decides, never a dead end. */
function WithoutPhoto({ onTap }: { onTap: () => void }) {
  const t = messages.value.tap.screen;
  return (
    <div class="stack stack-s">
      <div>
        <button type="button" class="button" onClick={onTap}>
          {t.instead}
        </button>
      </div>
      <p class="muted small">{t.insteadHint}</p>
    </div>
  );
}

interface ShutterProps {
  readonly meeting: StudentMeeting;
  readonly templates: OwnTemplates;
  readonly shown: Shown;
}

/** The camera, the verdict on the phone, and what becomes of the check-in. */
export function Shutter({ meeting, templates, shown }: ShutterProps) {
  const outcome = useSignal<Outcome | null>(null);
  /** the camera fails, and the student goes on without it */
  const without = useSignal(false);
  const purpose = useMemo(() => ({ kind: "checkin" }) as const, []);

  async function seal(capture: Capture, verdict: Verdict["verdict"]) {
    try {
      const { id, courseName, title } = meeting;
      const view = await sealCheckIn({ capture, meeting: { id, courseName, title }, code: shown.code });
      outcome.value = { kind: "sealed", h: view.h, verdict };
    } catch (error) {
      outcome.value = { kind: "unsealed", capture, error };
    }
  }
  async function judge(capture: Capture, aged = false) {
    if (!aged && hasAged(meeting, shown.code)) {
      outcome.value = { kind: "aged", capture };
      return;
    }
    try {
      const { verdict } = judgeCapture(capture, templates);
      if (verdict === "mismatch") outcome.value = { kind: "unlike", capture };
      else await seal(capture, verdict);
    } catch (error) {
      outcome.value = { kind: "unsealed", capture, error };
    }
  }
  const again = () => {
    outcome.value = null;
  };
  /** another check-in: with another code, where there was one */
  const anew = () => (asksForCode(meeting) ? shown.again() : again());
  const found = outcome.value;
  if (without.value) return <Tap meeting={meeting} tapped shown={shown} />;
  return (
    <CameraStage
      purpose={purpose}
      active={found === null}
      onCapture={(capture) => void judge(capture)}
      instead={<WithoutPhoto onTap={() => (without.value = true)} />}
    >
      {found?.kind === "aged" && (
        <Aged onAgain={shown.again} onSend={() => void judge(found.capture, true)} />
      )}
      {found?.kind === "unlike" && (
        <Unlike onAgain={again} onSend={() => void seal(found.capture, "mismatch")} />
      )}
      {found?.kind === "unsealed" && (
        <Unsealed error={found.error} onAgain={again} onSaved={() => void judge(found.capture, true)} />
      )}
      {found?.kind === "sealed" && <Sealed h={found.h} verdict={found.verdict} onAgain={anew} />}
    </CameraStage>
  );
}
