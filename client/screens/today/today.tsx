import { useEffect } from "preact/hooks";
import type { StudentMeeting } from "../../../shared/api/course.ts";
import { Badge, EmptyCard, Note, OfflineNote } from "../../components/feedback.tsx";
import { IconOffline, IconPhone, IconWarn, IconWeek } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PictureNothing, PicturePeople } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { isSending } from "../../outbox/runner.ts";
import { checkIns, phoneTrouble, sendingHeld, sendNow, serverNow, unsent } from "../../outbox/outbox.ts";
import { offline } from "../../store/offline.ts";
import { PhoneNote } from "../me/phone-note.tsx";
import { online, refresh, session } from "../session.ts";
import { type Way, wayOf } from "../way.ts";
import { chooseMeetings } from "./choose-meetings.ts";
import { ClaimNote } from "./claim-note.tsx";
import { MeetingCard } from "./meeting-card.tsx";
import { FaceSteps } from "./face-steps.tsx";

const REFRESH_MS = 20_000;

export function Today() {
  const t = messages.value.student.today;
  const who = session.value;
  const meetings = useLoad(() => offline.meetings());
  const courses = useLoad(() => offline.courses());
  useEffect(() => {
    const again = () => {
      if (document.visibilityState !== "visible") return;
      meetings.reload();
      void refresh();
    };
    const timer = setInterval(again, REFRESH_MS);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, []);
  if (who.kind !== "person") return null;
  const stale = meetings.data.value?.fresh === false;
  return (
    <Page
      title={t.greeting(who.me.name.split(" ")[0] ?? who.me.name)}
      text={format.weekday(serverNow())}
      actions={
        <a class="button" href="/week">
          <IconWeek size={18} />
          {messages.value.timetable.week.title}
        </a>
      }
    >
      <div class="stack">
        {!online.value && <OfflineNote />}
        {online.value && stale && (
          <Note tone="wait" icon={<IconOffline />}>
            {messages.value.common.offlineShort}
          </Note>
        )}
        <PhoneNote />
        <UnsentNote />
        <ClaimNote me={who.me} />
        <FaceSteps me={who.me} />
        <Loadable from={meetings}>
          {({ value }) => (
            <Meetings
              meetings={value}
              hasCourses={(courses.data.value?.value.length ?? 1) > 0}
              way={wayOf(who.me)}
            />
          )}
        </Loadable>
      </div>
    </Page>
  );
}

function Meetings(props: { meetings: readonly StudentMeeting[]; hasCourses: boolean; way: Way }) {
  const t = messages.value.student.today;
  const { large, later } = chooseMeetings(props.meetings, serverNow());
  if (!props.hasCourses) {
    return (
      <EmptyCard picture={<PicturePeople />} title={t.noCourses}>
        <p>{t.noCoursesText}</p>
        <a class="button button-primary button-big" href="/join">
          {t.join}
        </a>
      </EmptyCard>
    );
  }
  if (large.length === 0 && later.length === 0) {
    return (
      <EmptyCard picture={<PictureNothing />} title={t.nothingTitle}>
        <p>{t.nothingText}</p>
      </EmptyCard>
    );
  }
  return (
    <div class={later.length > 0 && large.length > 0 ? "two" : "stack"}>
      <div class="stack">
        {large.map((meeting) => (
          <MeetingCard
            key={meeting.id}
            meeting={meeting}
            way={props.way}
            own={checkIns.value.find(({ meetingId }) => meetingId === meeting.id) ?? null}
          />
        ))}
      </div>
      {later.length > 0 && (
        <section class="stack" aria-labelledby="later">
          <h2 id="later">{t.later}</h2>
          <ul class="links">
            {later.slice(0, 8).map((meeting) => (
              <li key={meeting.id}>
                <div class="item">
                  <Later meeting={meeting} />
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** A meeting to come, or one that does not take place. */
function Later({ meeting }: { meeting: StudentMeeting }) {
  const t = messages.value.timetable;
  const cancelled = Boolean(meeting.cancelledAt);
  const when = `${format.day(meeting.startsAt)}, ${format.span(meeting.startsAt, meeting.endsAt)}`;
  const more = [
    meeting.title,
    meeting.room && t.room(meeting.room),
    meeting.movedFrom && t.movedFrom(format.stamp(meeting.movedFrom)),
    cancelled && meeting.cancelReason,
  ].filter(Boolean);
  return (
    <>
      <div class="grow">
        <strong class={cancelled ? "struck" : undefined}>{meeting.courseName}</strong>
        <div class="muted small">
          <span class={cancelled ? "struck" : undefined}>{when}</span>
          {more.length > 0 && ` · ${more.join(" · ")}`}
        </div>
      </div>
      {cancelled && <Badge tone="look">{t.cancelled}</Badge>}
    </>
  );
}

/** What waits on this phone, and a way to send it at once. */
export function UnsentNote() {
  const t = messages.value.student.today;
  const { count, bytes, oldest } = unsent.value;
  const { unsent: words } = messages.value.carry;
  const held = sendingHeld.value;
  const stuck = phoneTrouble.value === "unknown" || phoneTrouble.value === "gone";
  if (count === 0) return null;
  return (
    <Note tone="look" title={t.unsentTitle(count)} icon={online.value ? <IconPhone /> : <IconWarn />}>
      <p>
        {held === null && !stuck && t.unsentText(format.bytes(bytes))}{" "}
        {oldest !== null && words.since(format.relative(oldest, serverNow()))}
      </p>
      {held !== null && <p>{words.held[held]}</p>}
      {online.value && (
        <div>
          <button type="button" class="button" disabled={isSending()} onClick={() => void sendNow()}>
            {t.syncNow}
          </button>
        </div>
      )}
    </Note>
  );
}
