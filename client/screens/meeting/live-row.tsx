import type { LiveRow } from "../../../shared/api/course.ts";
import { disagree } from "../../../shared/words.ts";
import { IconCheck, IconLook, IconPen, IconPhone } from "../../components/icons.tsx";
import { Badge } from "../../components/feedback.tsx";
import { StatusBadge } from "../../components/status.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { OUTCOMES } from "../../i18n/outcomes.ts";
import { standingOf } from "./counts.ts";

export type RowAction = "mark" | "look" | "settle" | "confirm";

/** One student of the live list. */
export function LiveRowItem({
  row,
  kept,
  confirmable,
  onAct,
}: {
  row: LiveRow;
  /** its mark is only on this device so far */
  kept: boolean;
  /** one press confirms its check-in */
  confirmable: boolean;
  onAct: (what: RowAction, row: LiveRow) => void;
}) {
  const { teach, common } = messages.value;
  const t = teach.meeting;
  const { offline, tap } = messages.value;
  const differ = disagree(row.words);
  const silent = row.status === "expected" && row.checkIn === null;
  return (
    <li class={`live-row live-${standingOf(row)}${silent ? " live-silent" : ""}`}>
      <div class="live-who">
        <strong>{row.name}</strong>
        {row.studentNumber && <span class="muted small"> {row.studentNumber}</span>}
        <Why row={row} />
        <Asked row={row} />
        {row.checkIn?.carrier && (
          <p class="muted small">
            {messages.value.carry.carriedBy}: {row.checkIn.carrier}
          </p>
        )}
      </div>
      <div class="live-facts">
        {!silent && <StatusBadge status={row.status} />}
        {kept && (
          <span class="kept small">
            <IconPhone size={16} />
            {offline.keptShort}
          </span>
        )}
        {row.checkIn && (
          <span class="small muted">
            <time dateTime={row.checkIn.capturedAt}>{format.time(row.checkIn.capturedAt)}</time>
            {row.checkIn.grade && (
              <>
                {" · "}
                <abbr class="grade" title={common.grade[row.checkIn.grade]}>
                  {row.checkIn.grade}
                </abbr>
              </>
            )}
          </span>
        )}
      </div>
      <div class="live-actions">
        {differ && (
          <button
            type="button"
            class="button button-primary"
            aria-label={`${offline.settle}: ${row.name}`}
            onClick={() => onAct("settle", row)}
          >
            {offline.settle}
          </button>
        )}
        {confirmable && (
          <button
            type="button"
            class="button button-primary"
            aria-label={`${tap.list.one}: ${row.name}`}
            onClick={() => onAct("confirm", row)}
          >
            <IconCheck size={18} />
            {tap.list.one}
          </button>
        )}
        {row.checkIn && !confirmable && (
          <button
            type="button"
            class={row.needsLook && !differ ? "button button-primary" : "button button-quiet"}
            aria-label={`${t.look}: ${row.name}`}
            onClick={() => onAct("look", row)}
          >
            <IconLook size={18} />
            {t.look}
          </button>
        )}
        <button
          type="button"
          class="button"
          aria-label={`${t.mark}: ${row.name}`}
          onClick={() => onAct("mark", row)}
        >
          <IconPen size={18} />
          {t.mark}
        </button>
      </div>
    </li>
  );
}

/** What the student has asked for about this meeting. */
function Asked({ row }: { row: LiveRow }) {
  const { list: t, requests } = messages.value.day;
  const asked =
    row.excuse === "granted"
      ? t.excuseGranted
      : row.excuse === "open"
        ? t.excuseOpen
        : row.contested && t.contested;
  return asked ? (
    <p class="small">
      <Badge tone={row.excuse === "granted" ? "ok" : "pen"}>{asked}</Badge>
      <span class="hidden-text"> {requests.title}</span>
    </p>
  ) : null;
}

/** Why the row stands as it does: the doubt about the check-in, or the teacher's reason. */
function Why({ row }: { row: LiveRow }) {
  const { common, offline, tap } = messages.value;
  if (disagree(row.words)) return <p class="muted small">{offline.differ}</p>;
  if (row.needsLook && row.checkIn?.code === "to_confirm") {
    return (
      <p class="small">
        <Badge tone="pen">{tap.list.badge}</Badge>
      </p>
    );
  }
  const doubt = row.checkIn?.code ? OUTCOMES[row.checkIn.code][language.value].message : null;
  const byHand =
    row.source === "manual" ? [common.source.manual, row.reason].filter(Boolean).join(": ") : null;
  const tooLate =
    row.checkIn?.st === "accepted" && row.status === "absent"
      ? messages.value.day.list.tooLate(format.time(row.checkIn.capturedAt))
      : null;
  const sample = row.needsLook && row.checkIn?.sampled ? messages.value.day.list.sampled : null;
  const text =
    byHand ??
    tooLate ??
    sample ??
    doubt ??
    (row.checkIn === null && row.status === "expected" ? common.status.expected : null);
  return text ? <p class="muted small">{text}</p> : null;
}
