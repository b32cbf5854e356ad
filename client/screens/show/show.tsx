import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { carryFrames } from "../../../shared/protocol/carry.ts";
import { EmptyCard } from "../../components/feedback.tsx";
import { IconBack, IconNext } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PictureDone, PictureLost } from "../../components/pictures.tsx";
import { QrCode } from "../../components/qr-code.tsx";
import { useAwake } from "../../components/use-awake.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { claimOnPhone } from "../../outbox/claim.ts";
import { checkIns } from "../../outbox/outbox.ts";
import { isClaimUnsent } from "../../outbox/view.ts";
import type { ScreenProps } from "../routes.ts";

/** `/record/:h/show`: a check-in that the server does not have, as codes for the teacher's camera. */
export function ShowClaim({ params }: ScreenProps) {
  const h = params["h"] ?? "";
  const t = messages.value.carry.show;
  const view = checkIns.value.find((one) => one.h === h) ?? null;
  const loaded = useLoad(async () => {
    const jws = await claimOnPhone(h);
    return { frames: jws === null ? null : await carryFrames(jws) };
  }, [h]);
  const arrived = view !== null && !isClaimUnsent(view.detail);
  return (
    <Page
      title={t.title}
      text={
        view ? `${view.courseName} · ${format.day(view.capturedAt)}, ${format.time(view.capturedAt)}` : t.text
      }
      back={{ href: "/record", label: messages.value.student.record.title }}
    >
      {arrived ? (
        <EmptyCard picture={<PictureDone />} title={t.arrivedTitle}>
          <p>{t.arrivedText}</p>
        </EmptyCard>
      ) : (
        <Loadable from={loaded}>
          {({ frames }) =>
            frames ? <Frames frames={frames} course={view?.courseName ?? ""} /> : <NotHere />
          }
        </Loadable>
      )}
    </Page>
  );
}

function NotHere() {
  const t = messages.value.carry.show;
  return (
    <EmptyCard picture={<PictureLost />} title={t.missingTitle}>
      <p>{t.missingText}</p>
    </EmptyCard>
  );
}

/** How long each code stands: time enough for a camera that looks a few times a second, and far from a flicker. */
const FRAME_MS = 1100;

/** The codes one after the other; by hand where less motion is asked for, and whenever the student pauses. */
function Frames({ frames, course }: { frames: readonly string[]; course: string }) {
  const t = messages.value.carry.show;
  const at = useSignal(0);
  const playing = useSignal(!window.matchMedia("(prefers-reduced-motion: reduce)").matches);
  useAwake();
  const step = (by: number) => (at.value = (at.value + by + frames.length) % frames.length);
  useEffect(() => {
    if (!playing.value || frames.length < 2) return;
    const timer = setInterval(() => step(1), FRAME_MS);
    return () => clearInterval(timer);
  }, [playing.value, frames]);
  const byHand = (by: number) => {
    playing.value = false;
    step(by);
  };
  const [number, of] = [at.value + 1, frames.length];
  return (
    <div class="stack">
      <div class="card qr-card">
        <QrCode text={frames[at.value] ?? ""} label={t.label(course, number, of)} />
        {of > 1 && <p class="qr-at">{t.part(number, of)}</p>}
        {of > 1 && (
          <div class="qr-steps">
            <button type="button" class="icon-button" aria-label={t.previous} onClick={() => byHand(-1)}>
              <IconBack />
            </button>
            <button type="button" class="button" onClick={() => (playing.value = !playing.value)}>
              {playing.value ? t.pause : t.play}
            </button>
            <button type="button" class="icon-button" aria-label={t.next} onClick={() => byHand(1)}>
              <IconNext />
            </button>
          </div>
        )}
      </div>
      <p>{t.text}</p>
      <ol class="steps">
        {t.how.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </div>
  );
}
