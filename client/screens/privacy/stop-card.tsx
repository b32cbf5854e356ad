import type { StopView } from "../../../shared/api/stop.ts";
import { api } from "../../api.ts";
import { Badge, Note, type Tone } from "../../components/feedback.tsx";
import { IconDownload } from "../../components/icons.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";

const TONES: Readonly<Record<StopView["state"], Tone>> = {
  proposed: "look",
  cancelled: "pen",
  destroying: "wait",
  done: "ok",
};

/** One stop: where it stands, who decided it, and its certificate. */
export function StopCard({
  of,
  onAsk,
}: {
  of: StopView;
  onAsk: (kind: "confirm" | "cancel" | "lift") => void;
}) {
  const t = messages.value.privacy.stop;
  const { state, requestedBy, requestedAt, confirmedBy, inForceSince, liftedAt } = of;
  return (
    <li class="card stack stack-s">
      <div class="row row-between">
        <h3>{of.reason}</h3>
        <Badge tone={TONES[state]}>{t.states[state]}</Badge>
      </div>
      <p class="muted small">{t.proposedBy(requestedBy.name, format.stamp(requestedAt))}</p>
      {inForceSince && (
        <p class="muted small">
          {confirmedBy
            ? t.inForce(confirmedBy.name, format.stamp(inForceSince))
            : t.inForceAlone(format.stamp(inForceSince))}
        </p>
      )}
      {state === "proposed" && <Proposed of={of} onAsk={onAsk} />}
      {state === "destroying" && <Progress of={of} />}
      {state === "done" && <Done of={of} />}
      {liftedAt !== null && <p>{t.lifted(format.stamp(liftedAt))}</p>}
      {state === "done" && liftedAt === null && (
        <div>
          <button type="button" class="button" onClick={() => onAsk("lift")}>
            {t.lift}
          </button>
        </div>
      )}
    </li>
  );
}

function Proposed({ of, onAsk }: { of: StopView; onAsk: (kind: "confirm" | "cancel") => void }) {
  const t = messages.value.privacy.stop;
  return (
    <>
      {!of.mayConfirm && <Note tone="look">{t.waiting}</Note>}
      <div class="row">
        {of.mayConfirm && (
          <button type="button" class="button button-danger" onClick={() => onAsk("confirm")}>
            {t.confirm}
          </button>
        )}
        <button type="button" class="button" onClick={() => onAsk("cancel")}>
          {t.cancel}
        </button>
      </div>
    </>
  );
}

function Progress({ of: { done, total } }: { of: StopView }) {
  const t = messages.value.privacy.stop;
  const text = done < total || total === 0 ? t.progress(done, total) : t.checking;
  return (
    <div class="stack stack-s" role="status">
      <progress class="progress" max={Math.max(total, 1)} value={done} aria-label={t.states.destroying} />
      <p>{text}</p>
    </div>
  );
}

function Done({ of: { id, finishedAt } }: { of: StopView }) {
  const t = messages.value.privacy.stop;
  return (
    <>
      {finishedAt && <p>{t.finished(format.stamp(finishedAt))}</p>}
      <div class="row">
        <a
          class="button button-primary"
          href={api.privacy.certificateUrl(id, "pdf", language.value)}
          download
        >
          <IconDownload size={18} />
          {t.certificate}
        </a>
        <a class="button" href={api.privacy.certificateUrl(id, "json", language.value)} download>
          <IconDownload size={18} />
          {t.signed}
        </a>
      </div>
      <p class="muted small">{t.check}</p>
    </>
  );
}
