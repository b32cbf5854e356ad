import { Badge, type Tone } from "../../components/feedback.tsx";
import { Grade } from "../../components/grade.tsx";
import { IconCheck, IconLook, IconPhone } from "../../components/icons.tsx";
import { StatusBadge } from "../../components/status.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { OUTCOMES } from "../../i18n/outcomes.ts";
import { isClaimUnsent } from "../../outbox/view.ts";
import type { CheckInView } from "../../outbox/types.ts";
import { AboutMark } from "./about-mark.tsx";
import type { TimelineItem } from "./timeline.ts";

const LOOK: Readonly<Record<CheckInView["state"], { tone: Tone; icon: typeof IconCheck }>> = {
  phone: { tone: "wait", icon: IconPhone },
  confirmed: { tone: "ok", icon: IconCheck },
  disputed: { tone: "look", icon: IconLook },
};

/** One check-in: its honest state, why, what happens next, and what identifies it. */
export function RecordItem({ item, onAsked }: { item: TimelineItem; onAsked: () => void }) {
  const t = messages.value.student.record;
  const reason = item.code ? OUTCOMES[item.code][language.value] : null;
  const onlyHere = item.seq !== null && item.detail !== null && isClaimUnsent(item.detail);
  const next = nextOf(item, reason?.next ?? null);
  return (
    <li class="register-row">
      <time class="register-time" dateTime={new Date(item.at).toISOString()}>
        {format.time(item.at)}
      </time>
      <div class="stack stack-s grow">
        <div class="row row-between">
          <h3>{item.courseName}</h3>
          <div class="row">
            {item.state && <StateBadge state={item.state} />}
            {item.status && item.status !== "expected" && <StatusBadge status={item.status} />}
          </div>
        </div>
        {item.title && <p class="muted small">{item.title}</p>}
        {item.detail && item.state !== "confirmed" && (
          <p>
            {t.details[item.detail]}
            {reason && `: ${lowerFirst(reason.message)}`}
          </p>
        )}
        {item.photoErased && !settled(item) && <p>{messages.value.rights.erased.item}</p>}
        {item.byTeacher && <p>{t.byTeacher}</p>}
        {item.reason && (
          <p>
            <span class="muted">{t.teacherNote}:</span> {item.reason}
          </p>
        )}
        {item.state === "confirmed" && (
          <p>{item.status === "absent" ? messages.value.day.today.tooLate : t.explain.confirmed}</p>
        )}
        {next && item.state !== "confirmed" && (
          <p>
            <span class="muted">{t.whatNext}:</span> {next}
          </p>
        )}
        {item.pendingBytes > 0 && <p class="muted small">{t.toSend(format.bytes(item.pendingBytes))}</p>}
        {onlyHere && item.h && (
          <div>
            <a class="button" href={`/record/${item.h}/show`}>
              <IconPhone size={18} />
              {messages.value.carry.show.action}
            </a>
          </div>
        )}
        {item.grade && <Grade grade={item.grade} />}
        <AboutMark item={item} onAsked={onAsked} />
        {item.h && (
          <details class="grade-box">
            <summary>{t.details_}</summary>
            <dl class="facts small">
              <div>
                <dt>{t.captured}</dt>
                <dd>{`${format.date(item.at)}, ${format.seconds(item.at)}`}</dd>
              </div>
              {item.receivedAt !== null && (
                <div>
                  <dt>{t.received}</dt>
                  <dd>{`${format.date(item.receivedAt)}, ${format.seconds(item.receivedAt)}`}</dd>
                </div>
              )}
              {item.carrier && (
                <div>
                  <dt>{messages.value.carry.carriedBy}</dt>
                  <dd>{item.carrier}</dd>
                </div>
              )}
              {item.seq !== null && (
                <div>
                  <dt>{t.number}</dt>
                  <dd>{item.seq}</dd>
                </div>
              )}
              <div>
                <dt>{t.fingerprint}</dt>
                <dd class="code">{item.h}</dd>
              </div>
            </dl>
            <p class="muted small">{t.contest}</p>
          </details>
        )}
      </div>
    </li>
  );
}

/** Refused by a person, whose note stands with it. */
const decided = ({ detail, byTeacher }: TimelineItem) => detail === "rejected" && byTeacher;

const settled = ({ status }: TimelineItem) =>
  status === "present" || status === "late" || status === "excused";

/** What happens next; `told` is the server's word on it. */
function nextOf(item: TimelineItem, told: string | null): string | null {
  const { student, phone, carry } = messages.value;
  if (settled(item)) return student.record.settled;
  if (decided(item)) return student.record.decided;
  if (item.trouble !== null) return phone.next[item.trouble];
  if (told !== null) return told;
  const { detail } = item;
  return detail === "queued" || detail === "sent" || detail === "set_aside" ? carry.next[detail] : null;
}

const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase(language.value) + text.slice(1);

export function StateBadge({ state }: { state: CheckInView["state"] }) {
  const { tone, icon: Icon } = LOOK[state];
  return (
    <Badge tone={tone} icon={<Icon size={16} />}>
      {messages.value.student.record.states[state]}
    </Badge>
  );
}
