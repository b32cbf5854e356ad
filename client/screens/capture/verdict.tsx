import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Note, ProblemNote, type Tone } from "../../components/feedback.tsx";
import { IconCheck, IconClock, IconCross, IconLook, IconOffline } from "../../components/icons.tsx";
import { language, messages } from "../../i18n/i18n.ts";
import { OUTCOMES } from "../../i18n/outcomes.ts";
import { checkIns } from "../../outbox/outbox.ts";
import { isClaimUnsent } from "../../outbox/view.ts";
import type { CheckInView } from "../../outbox/types.ts";
import type { Verdict } from "../../outbox/verdict.ts";
import { Grade } from "../../components/grade.tsx";
import { online } from "../session.ts";

/** The sheet over the camera: its words take the focus, so that they are heard at once. */
function Sheet(props: {
  tone: Tone;
  icon: ComponentChildren;
  title: string;
  text: string;
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [props.title]);
  return (
    <section class="verdict">
      <div class="verdict-head">
        <span class={`verdict-seal tone-${props.tone}`}>{props.icon}</span>
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {props.title}
          </h2>
          <p class="muted">{props.text}</p>
        </div>
      </div>
      {props.children}
    </section>
  );
}

/** The phone says: another face. Nothing was sent. */
export function Unlike({ onAgain, onSend }: { onAgain: () => void; onSend: () => void }) {
  const t = messages.value.face.capture;
  return (
    <Sheet tone="bad" icon={<IconCross size={30} />} title={t.noMatch.title} text={t.noMatch.text}>
      <div class="row">
        <button type="button" class="button button-primary button-big grow" onClick={onAgain}>
          {t.again}
        </button>
        <button type="button" class="button button-big" onClick={onSend}>
          {t.sendAnyway}
        </button>
      </div>
      <p class="small muted">{t.sendAnywayHint}</p>
    </Sheet>
  );
}

/** The room's code was read too long before the photo. Nothing was sent. */
export function Aged({ onAgain, onSend }: { onAgain: () => void; onSend: () => void }) {
  const t = messages.value.roomCode.aged;
  return (
    <Sheet tone="look" icon={<IconClock size={30} />} title={t.title} text={t.text}>
      <div class="row">
        <button type="button" class="button button-primary button-big grow" onClick={onAgain}>
          {t.again}
        </button>
        <button type="button" class="button button-big" onClick={onSend}>
          {t.send}
        </button>
      </div>
      <p class="small muted">{t.sendHint}</p>
    </Sheet>
  );
}

/** The check-in could not be saved: why, and a way to go on without taking the photo again. */
export function Unsealed(props: { error: unknown; onAgain: () => void; onSaved: () => void }) {
  const t = messages.value.face.capture;
  return (
    <section class="verdict">
      <ProblemNote error={props.error} onRetry={props.onSaved} />
      <div class="row">
        <button type="button" class="button grow" onClick={props.onAgain}>
          {t.again}
        </button>
        <a class="button" href="/today">
          {messages.value.common.actions.close}
        </a>
      </div>
      <p class="small muted">{t.stuckText}</p>
    </section>
  );
}

interface Words {
  readonly tone: Tone;
  readonly icon: ComponentChildren;
  readonly title: string;
  readonly text: string;
}

/** What the phone said of the face; "tap": there was none to look at. */
type Said = Verdict["verdict"] | "tap";

function wordsFor(view: CheckInView | null, verdict: Said): Words {
  const t = messages.value.face.capture;
  const { record } = messages.value.student;
  if (view?.state === "confirmed") {
    return { tone: "ok", icon: <IconCheck size={32} />, title: record.states.confirmed, text: t.confirmed };
  }
  if (view?.state === "disputed") {
    const reason = view.code ? OUTCOMES[view.code][language.value].message : record.details[view.detail];
    return { tone: "look", icon: <IconLook size={30} />, title: record.details[view.detail], text: reason };
  }
  if (verdict === "tap")
    return { tone: "ok", icon: <IconCheck size={32} />, ...messages.value.tap.screen.saved };
  if (verdict === "match") return { tone: "ok", icon: <IconCheck size={32} />, ...t.match };
  return { tone: "look", icon: <IconLook size={30} />, ...t.doubt };
}

/** The check-in is on the disk of this phone; what follows shows itself as it happens. */
export function Sealed({ h, verdict, onAgain }: { h: string; verdict: Said; onAgain: () => void }) {
  const t = messages.value.face.capture;
  const view = checkIns.value.find((one) => one.h === h) ?? null;
  const words = wordsFor(view, verdict);
  const code = view?.code ?? null;
  const waiting = !view || view.state === "phone";
  return (
    <Sheet {...words}>
      <Track view={view} />
      {waiting && !online.value && (
        <Note tone="wait" icon={<IconOffline />}>
          {t.offline}
        </Note>
      )}
      {code && <Note tone={waiting ? "wait" : "look"}>{OUTCOMES[code][language.value].next}</Note>}
      {view?.grade && <Grade grade={view.grade} />}
      <div class="row">
        <a class="button button-primary button-big grow" href="/today">
          {t.toToday}
        </a>
        {!online.value && (!view || isClaimUnsent(view.detail)) && (
          <a class="button button-big" href={`/record/${h}/show`}>
            {messages.value.carry.show.action}
          </a>
        )}
        {view?.detail === "rejected" && (
          <button type="button" class="button button-big" onClick={onAgain}>
            {t.again}
          </button>
        )}
      </div>
    </Sheet>
  );
}

/** Saved, sent, confirmed: how far it has come. */
function Track({ view }: { view: CheckInView | null }) {
  const { steps } = messages.value.face.capture;
  const { details } = messages.value.student.record;
  const sent = view !== null && !isClaimUnsent(view.detail);
  const last = view?.state === "confirmed" ? "reached" : view?.state === "disputed" ? "stopped" : "";
  return (
    <ol class="track">
      <li class="reached">{steps.saved}</li>
      <li class={sent ? "reached" : ""}>{steps.sent}</li>
      <li class={last}>{view?.state === "disputed" ? details[view.detail] : steps.confirmed}</li>
    </ol>
  );
}
