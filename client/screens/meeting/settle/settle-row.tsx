import { useId } from "preact/hooks";
import type { LiveRow } from "../../../../shared/api/course.ts";
import type { WordStatus } from "../../../../shared/words.ts";
import { Badge } from "../../../components/feedback.tsx";
import { IconLook } from "../../../components/icons.tsx";
import { format } from "../../../i18n/format.ts";
import { language, messages } from "../../../i18n/i18n.ts";
import { OUTCOMES } from "../../../i18n/outcomes.ts";
import type { QuestionKind } from "./questions.ts";

const TONES = {
  collided: "look",
  doubtful: "look",
  confirm: "pen",
  unsynced: "look",
  missing: "wait",
} as const;
const STATUSES = ["present", "late", "excused", "absent"] as const;

/** One open question with its four answers. */
export function SettleRow(props: {
  row: LiveRow;
  kind: QuestionKind;
  current: boolean;
  onMark: (status: WordStatus) => void;
  onLook: () => void;
  onFocus: () => void;
}) {
  const { row, kind, current, onMark, onLook, onFocus } = props;
  const { day, common, offline } = messages.value;
  const t = day.settle;
  const id = useId();
  const doubt =
    row.checkIn?.code && kind !== "confirm" ? OUTCOMES[row.checkIn.code][language.value].message : null;
  return (
    <li class={current ? "settle-row settle-current" : "settle-row"}>
      <div class="settle-who" id={id}>
        <strong>{row.name}</strong>
        {row.studentNumber && <span class="muted small"> {row.studentNumber}</span>}
        <div class="row">
          <Badge tone={TONES[kind]}>{t.kinds[kind]}</Badge>
          {row.excuse === "open" && <Badge tone="pen">{day.list.excuseOpen}</Badge>}
          {row.checkIn && (
            <span class="muted small">
              {format.time(row.checkIn.capturedAt)}
              {row.checkIn.grade && ` · ${row.checkIn.grade}`}
            </span>
          )}
        </div>
        {kind === "collided" ? (
          <ul class="small">
            {row.words.map((word) => (
              <li key={word.id}>
                {common.status[word.status]}: {word.by ?? offline.you}
                {word.reason && `, ${word.reason}`}
              </li>
            ))}
          </ul>
        ) : (
          doubt && <p class="muted small">{doubt}</p>
        )}
      </div>
      <div class="settle-answers">
        {row.checkIn && kind !== "confirm" && (
          <button
            type="button"
            class="button button-quiet"
            aria-label={`${t.look}: ${row.name}`}
            tabIndex={current ? 0 : -1}
            onFocus={onFocus}
            onClick={onLook}
          >
            <IconLook size={18} />
            {t.look}
          </button>
        )}
        {STATUSES.map((status, i) => (
          <button
            type="button"
            key={status}
            class="button settle-answer"
            aria-label={`${common.status[status]}: ${row.name}`}
            aria-describedby={id}
            data-current={(current && i === 0) || undefined}
            // the keys move from question to question: Tab leaves the list after one
            tabIndex={current ? 0 : -1}
            onFocus={onFocus}
            onClick={() => onMark(status)}
          >
            {common.status[status]}
          </button>
        ))}
      </div>
    </li>
  );
}
