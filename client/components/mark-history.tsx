import type { EvidenceOfCheckIn, MarkHistory, MarkProvenance } from "../../shared/api/history.ts";
import { api } from "../api.ts";
import { format } from "../i18n/format.ts";
import { language, messages } from "../i18n/i18n.ts";
import { OUTCOMES } from "../i18n/outcomes.ts";
import { Badge } from "./feedback.tsx";
import { IconCheck } from "./icons.tsx";
import { Loadable } from "./loadable.tsx";
import { StatusBadge } from "./status.tsx";
import { useLoad } from "./use-load.ts";

/**
 * Every mark of a student at a meeting: who, when, why, on which evidence.
 * @param userId null: one's own
 */
export function MarkHistoryList({ meetingId, userId }: { meetingId: string; userId: string | null }) {
  const history = useLoad(() => api.history(meetingId, userId), [meetingId, userId]);
  return <Loadable from={history}>{(value) => <Marks history={value} />}</Loadable>;
}

function Marks({ history: { marks, checkIns } }: { history: MarkHistory }) {
  const t = messages.value.day.history;
  const used = new Set(marks.map(({ checkIn }) => checkIn));
  const others = checkIns.filter(({ h }) => !used.has(h));
  if (marks.length === 0 && others.length === 0) return <p class="muted small">{t.none}</p>;
  return (
    <ol class="history small">
      {marks.map((mark) => (
        <Mark key={mark.id} mark={mark} checkIn={checkIns.find(({ h }) => h === mark.checkIn) ?? null} />
      ))}
      {others.map((checkIn) => (
        <li key={checkIn.h}>
          <p>
            <strong>{t.checkIn}</strong>
            {checkIn.code && `: ${OUTCOMES[checkIn.code][language.value].message}`}
          </p>
          <Evidence checkIn={checkIn} />
        </li>
      ))}
    </ol>
  );
}

function Mark({ mark, checkIn }: { mark: MarkProvenance; checkIn: EvidenceOfCheckIn | null }) {
  const t = messages.value.day.history;
  const fate = mark.takenBackAt
    ? t.takenBack(format.stamp(mark.takenBackAt))
    : mark.frozen
      ? t.frozen
      : mark.counts
        ? null
        : t.replaced;
  return (
    <li class={mark.counts ? "history-counts" : "history-past"}>
      <div class="row">
        <StatusBadge status={mark.status} />
        {mark.counts ? (
          <Badge tone="ok" icon={<IconCheck size={16} />}>
            {t.counts}
          </Badge>
        ) : (
          <span class="muted">{fate}</span>
        )}
      </div>
      <p>
        <time dateTime={mark.at}>{format.stamp(mark.at)}</time>
        {" · "}
        {t.because[mark.because]}
        {mark.by && ` · ${t.by(mark.by)}`}
      </p>
      {mark.reason && <p>{mark.reason}</p>}
      {mark.receivedAt && isLater(mark.receivedAt, mark.at) && (
        <p class="muted">{t.doneEarlier(format.stamp(mark.receivedAt))}</p>
      )}
      {checkIn && <Evidence checkIn={checkIn} />}
    </li>
  );
}

function Evidence({ checkIn }: { checkIn: EvidenceOfCheckIn }) {
  const t = messages.value.day.history;
  const { capturedAt, receivedAt, grade, device, carrier } = checkIn;
  const facts = [
    t.captured(format.seconds(capturedAt)),
    t.received(format.seconds(receivedAt)),
    grade,
    t.device(device),
    carrier && t.carried(carrier),
  ];
  return <p class="muted">{facts.filter(Boolean).join(" · ")}</p>;
}

const MINUTE_MS = 60_000;
const isLater = (receivedAt: string, at: string) => Date.parse(receivedAt) - Date.parse(at) > MINUTE_MS;
