import type { ComponentChildren } from "preact";
import type { RequestView } from "../../../shared/api/requests.ts";
import { api } from "../../api.ts";
import { Badge, type Tone } from "../../components/feedback.tsx";
import { IconCheck, IconClock, IconCross, IconDash } from "../../components/icons.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

const LOOK: Readonly<Record<RequestView["state"], { tone: Tone; icon: typeof IconCheck }>> = {
  open: { tone: "look", icon: IconClock },
  granted: { tone: "ok", icon: IconCheck },
  refused: { tone: "bad", icon: IconCross },
  withdrawn: { tone: "wait", icon: IconDash },
};

/** What a request is about: its meeting, or its dates. */
export function aboutOf(request: RequestView): string {
  const { meeting, from, until } = request;
  if (meeting) return `${format.day(meeting.startsAt)}, ${format.span(meeting.startsAt, meeting.endsAt)}`;
  if (!from || !until) return "";
  return from === until ? format.date(from) : `${format.date(from)} – ${format.date(until)}`;
}

/** One request with everything that was said. `who`: its student, for a teacher. */
export function RequestCard(props: { request: RequestView; who: boolean; children?: ComponentChildren }) {
  const { request, who, children } = props;
  const { day, common } = messages.value;
  const t = day.requests;
  const { tone, icon: Icon } = LOOK[request.state];
  const states = request.kind === "contest" ? t.contestStates : t.states;
  const title = who ? request.student.name : request.courseName;
  const facts = [
    request.kind === "contest" ? t.contest : t.excuse,
    aboutOf(request),
    request.meeting === null && t.meetings(request.meetings),
  ];
  return (
    <li class="card stack stack-s request-card">
      <div class="row row-between">
        <h3>
          {title}
          {who && request.student.studentNumber && (
            <span class="muted small"> {request.student.studentNumber}</span>
          )}
        </h3>
        <Badge tone={tone} icon={<Icon size={16} />}>
          {states[request.state]}
        </Badge>
      </div>
      <p class="muted">{facts.filter(Boolean).join(" · ")}</p>
      {request.kind === "contest" && request.wanted && (
        <p>
          {request.meeting?.status && `${t.statusNow(common.status[request.meeting.status])} · `}
          {t.wantedShort(common.status[request.wanted])}
        </p>
      )}
      <blockquote class="request-quote">{request.reason}</blockquote>
      {request.attachment && (
        <p>
          <a href={api.requests.attachmentUrl(request.id)} download>
            {t.document}
          </a>
          : {request.attachment.name} ({format.bytes(request.attachment.bytes)})
        </p>
      )}
      <p class="muted small">{t.askedOn(format.stamp(request.createdAt))}</p>
      {request.decidedAt && (
        <div class="stack stack-s">
          <p>
            <strong>{t.answer}</strong>{" "}
            <span class="muted small">
              {request.decidedBy}, {format.stamp(request.decidedAt)}
            </span>
          </p>
          {request.given && <p>{common.status[request.given]}</p>}
          {request.answer && <blockquote class="request-quote">{request.answer}</blockquote>}
        </div>
      )}
      {children}
    </li>
  );
}
