import type { Meeting } from "../../../shared/api/course.ts";
import { CLOCK_SURE_MS } from "../../../shared/protocol/room-code.ts";
import { Loading, Note } from "../../components/feedback.tsx";
import { IconClock, IconScreen } from "../../components/icons.tsx";
import { QrCode } from "../../components/qr-code.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { type RoomCodes, useRoomCode } from "./use-room-code.ts";

type Of = Pick<Meeting, "id" | "courseId" | "clockToldAt">;

/** The room's code beside the list of an open meeting. */
export function RoomCodeCard({ meeting, onHide }: { meeting: Of; onHide: (() => void) | null }) {
  const t = messages.value.roomCode;
  const codes = useRoomCode(meeting.courseId, meeting.id).value;
  return (
    <section class="card room-code" aria-labelledby="room-code">
      <div class="row row-between room-code-head">
        <h2 id="room-code">{t.title}</h2>
        <a class="button" href={`/meetings/${meeting.id}/projector?code`}>
          <IconScreen size={20} />
          {t.show.large}
        </a>
      </div>
      {codes === null ? (
        <Loading />
      ) : codes === "missing" ? (
        <Missing />
      ) : (
        <>
          <Scanned codes={codes} />
          <div class="room-code-words">
            <Typed codes={codes} />
            <p class="muted small">{t.show.text}</p>
          </div>
          <UnsureClock meeting={meeting} codes={codes} />
        </>
      )}
      {onHide && (
        <button type="button" class="button button-quiet" onClick={onHide}>
          {t.show.hide}
        </button>
      )}
    </section>
  );
}

/** The same as large as the wall allows; what it says of the clock is not for the room. */
export function RoomCodeWall({ meeting }: { meeting: Of }) {
  const t = messages.value.roomCode;
  const codes = useRoomCode(meeting.courseId, meeting.id).value;
  if (codes === null) return <Loading />;
  if (codes === "missing") return <Missing />;
  return (
    <section class="wall-code" aria-label={t.title}>
      <Scanned codes={codes} />
      <div class="wall-words">
        <p class="wall-how">{t.show.how}</p>
        <Typed codes={codes} />
      </div>
    </section>
  );
}

/** The bar beneath says how long it stands: outside of the white margin that scanners need. */
const Scanned = ({ codes }: { codes: RoomCodes }) => (
  <div class="room-code-qr">
    <QrCode text={codes.qr} label={messages.value.roomCode.show.qr} />
    <span class="remaining-bar" aria-hidden="true">
      <span style={{ width: `${codes.qrLeft * 10}%` }} />
    </span>
  </div>
);

/** Seen in two groups; heard character by character, whenever it has changed. */
function Typed({ codes }: { codes: RoomCodes }) {
  const { spoken } = messages.value.roomCode.show;
  const groups = [codes.typed.slice(0, 4), codes.typed.slice(4)];
  const said = groups.map((group) => [...group].join(" ")).join(", ");
  return (
    <div class="room-code-typed">
      <p class="room-code-value" aria-hidden="true">
        {groups.map((group, i) => (
          <span key={i}>{group}</span>
        ))}
      </p>
      <p class="hidden-text" role="status" aria-live="polite">
        {spoken(said)}
      </p>
      <Remaining left={codes.typedLeft} />
    </div>
  );
}

/** How many of its 60 seconds the typed code still stands, as a ring that empties. */
const Remaining = ({ left }: { left: number }) => (
  <svg class="remaining" viewBox="0 0 20 20" aria-hidden="true">
    <circle class="remaining-all" cx="10" cy="10" r="8" />
    <circle class="remaining-left" cx="10" cy="10" r="8" pathLength={60} stroke-dasharray={`${left} 60`} />
  </svg>
);

function Missing() {
  const t = messages.value.roomCode.show;
  return (
    <Note tone="look" title={t.missingTitle} icon={<IconClock />}>
      <p>{t.missing}</p>
    </Note>
  );
}

/** Codes by a clock that nobody has checked for a week may be off: whoever runs the meeting, and the server, know. */
function UnsureClock({ meeting, codes }: { meeting: Of; codes: RoomCodes }) {
  const t = messages.value.roomCode.show;
  const told = meeting.clockToldAt ?? (codes.toldAgoMs > CLOCK_SURE_MS ? codes.toldMs : null);
  if (told === null) return null;
  return (
    <Note tone="look" title={t.unsureTitle} icon={<IconClock />}>
      <p>{t.unsure(format.date(told))}</p>
    </Note>
  );
}
