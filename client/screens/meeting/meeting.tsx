import { useSignal } from "@preact/signals";
import type { LiveList } from "../../../shared/api/course.ts";
import { EmptyCard, Loading, Note, OfflineNote, ProblemNote } from "../../components/feedback.tsx";
import { IconCheck, IconOffline, IconPhone, IconScreen, IconWarn } from "../../components/icons.tsx";
import { Page } from "../../components/page.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { MeetingState } from "../course/meetings-tab.tsx";
import type { ScreenProps } from "../routes.ts";
import { AgeNote, KeptNote } from "../kept/kept-note.tsx";
import { openMeeting } from "./act.ts";
import { ArrivalLine } from "./arrival-line.tsx";
import { CloseDialog } from "./close-dialog.tsx";
import { HeadCount } from "./head-count.tsx";
import { RoomCodeCard } from "./room-code.tsx";
import { Rows } from "./rows.tsx";
import { questionsOf } from "./settle/questions.ts";
import { useCodeShown } from "./use-code-shown.ts";
import { type Live, useLiveList } from "./use-live-list.ts";

/** The meeting's list, filling as students arrive. */
export function MeetingScreen({ params }: ScreenProps) {
  const live = useLiveList(params["id"] ?? "");
  const state = live.state.value;
  const list = live.list.value;
  const { courses } = messages.value.teach;
  const { notHere } = messages.value.offline;
  if (!list && state.kind === "reconnecting" && live.searched.value) {
    return (
      <Page title={notHere.title} back={{ href: "/courses", label: courses.title }}>
        <OfflineNote />
        <p>{notHere.text}</p>
      </Page>
    );
  }
  if (state.kind === "ended") {
    return (
      <Page title={courses.title} back={{ href: "/courses", label: courses.title }}>
        <ProblemNote error={state.problem} />
      </Page>
    );
  }
  return list ? <Meeting live={live} list={list} /> : <Loading />;
}

function Meeting({ live, list }: { live: Live; list: LiveList }) {
  const { meeting, rows } = list;
  const t = messages.value.teach.meeting;
  const closing = useSignal(false);
  const problem = useSignal<unknown>(null);
  const code = useCodeShown(meeting);
  async function open() {
    problem.value = null;
    try {
      const fate = await openMeeting(list);
      toast(fate === "taken" ? t.opened : messages.value.offline.keptToast);
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <Page
      title={meeting.courseName}
      text={[format.day(meeting.startsAt), format.span(meeting.startsAt, meeting.endsAt), meeting.title]
        .filter(Boolean)
        .join(" · ")}
      back={{ href: `/courses/${meeting.courseId}`, label: meeting.courseName }}
      actions={
        <>
          {meeting.state !== "planned" && rows.length > 0 && (
            <a class="button" href={`/meetings/${meeting.id}/settle`}>
              <IconCheck size={20} />
              {messages.value.day.settle.action(questionsOf(list, language.value).length)}
            </a>
          )}
          <a class="button" href={`/carry?meeting=${meeting.id}`}>
            <IconPhone size={20} />
            {messages.value.carry.scan.title}
          </a>
          <a class="button" href={`/meetings/${meeting.id}/projector`}>
            <IconScreen size={20} />
            {t.projector}
          </a>
          {meeting.state === "open" ? (
            <button type="button" class="button button-primary" onClick={() => (closing.value = true)}>
              {t.close}
            </button>
          ) : (
            <button type="button" class="button button-primary" onClick={() => void open()}>
              {t.open}
            </button>
          )}
        </>
      }
    >
      <div class="stack">
        <LiveLine live={live} list={list} />
        <ArrivalLine list={list} />
        {list.lockedOn && (
          <Note tone="look" icon={<IconWarn />}>
            {messages.value.day.list.locked(format.date(list.lockedOn))}
          </Note>
        )}
        <KeptNote />
        {problem.value !== null && <ProblemNote error={problem.value} />}
        {code.optional && !code.wanted.value && (
          <div>
            <button type="button" class="button" onClick={() => (code.wanted.value = true)}>
              {messages.value.roomCode.show.reveal}
            </button>
          </div>
        )}
        <div class={code.shown ? "beside-code" : "stack"}>
          {code.shown && (
            <RoomCodeCard
              meeting={meeting}
              onHide={code.optional ? () => (code.wanted.value = false) : null}
            />
          )}
          {rows.length === 0 ? (
            <EmptyCard picture={<PicturePeople />} title={t.emptyTitle}>
              <p>{t.emptyText}</p>
              <a class="button" href={`/courses/${meeting.courseId}`}>
                {messages.value.teach.course.joinTitle}
              </a>
            </EmptyCard>
          ) : (
            <div class="stack">
              <Rows live={live} list={list} />
              {meeting.state !== "planned" && <HeadCount list={list} />}
            </div>
          )}
        </div>
      </div>
      {closing.value && <CloseDialog list={list} onClose={() => (closing.value = false)} />}
    </Page>
  );
}

function LiveLine({ live, list }: { live: Live; list: LiveList }) {
  const t = messages.value.teach.meeting;
  const connected = live.state.value.kind === "live" && live.knownAt.value === null;
  return (
    <div class="row">
      <MeetingState state={list.meeting.state} />
      {connected && list.meeting.state === "open" && (
        <span class="muted small live-line">
          {t.live} · {messages.value.common.until(format.time(list.meeting.endsAt))}
        </span>
      )}
      {live.state.value.kind === "reconnecting" && (
        <Note tone="look" icon={<IconOffline />} alert>
          {t.reconnecting}
        </Note>
      )}
      {!connected && live.state.value.kind !== "connecting" && live.knownAt.value !== null && (
        <AgeNote at={live.knownAt.value} />
      )}
    </div>
  );
}
