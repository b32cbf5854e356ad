import { type Signal, useSignal } from "@preact/signals";
import { useCallback } from "preact/hooks";
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import { Empty, Loading, Note, OfflineNote, ProblemNote } from "../../components/feedback.tsx";
import { IconCheck, IconOffline, IconPhone, IconScreen, IconWarn } from "../../components/icons.tsx";
import { Page } from "../../components/page.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { announce, toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { MeetingState } from "../course/meetings-tab.tsx";
import type { ScreenProps } from "../routes.ts";
import { AgeNote, KeptNote } from "../kept/kept-note.tsx";
import { openMeeting } from "./act.ts";
import { ArrivalLine } from "./arrival-line.tsx";
import { CloseDialog } from "./close-dialog.tsx";
import { ConfirmBar } from "./confirm-bar.tsx";
import { confirm } from "./confirm.ts";
import { toConfirm } from "./to-confirm.ts";
import { countsOf, type ListFilter, listed } from "./counts.ts";
import { GroupFilter } from "./group-filter.tsx";
import { HeadCount } from "./head-count.tsx";
import { LiveRowItem, type RowAction } from "./live-row.tsx";
import { LookDialog } from "./look-dialog.tsx";
import { MarkDialog } from "./mark-dialog.tsx";
import { RollStrip } from "./roll-strip.tsx";
import { RoomCodeCard } from "./room-code.tsx";
import { SettleDialog } from "./settle-dialog.tsx";
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
            {messages.value.day.list.locked(format.date(`${list.lockedOn}T12:00`))}
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
            <div class="card">
              <Empty picture={<PicturePeople />} title={t.emptyTitle}>
                <p>{t.emptyText}</p>
                <a class="button" href={`/courses/${meeting.courseId}`}>
                  {messages.value.teach.course.joinTitle}
                </a>
              </Empty>
            </div>
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

/** More rows than this are laid out as they come into view. */
const LONG = 60;

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

async function confirmOne(live: Live, row: LiveRow, problem: Signal<unknown>): Promise<void> {
  const list = live.list.peek();
  const found = list && toConfirm(row, list);
  problem.value = null;
  try {
    if (found) await confirm(live, list, [found]);
    announce(messages.peek().teach.meeting.marked(row.name));
  } catch (error) {
    problem.value = error;
  }
}

function Rows({ live, list }: { live: Live; list: LiveList }) {
  const t = messages.value.teach.meeting;
  const filter = useSignal<ListFilter>("all");
  const search = useSignal("");
  const group = useSignal("");
  const marking = useSignal<LiveRow | null>(null);
  const looking = useSignal<LiveRow | null>(null);
  const settling = useSignal<LiveRow | null>(null);
  const problem = useSignal<unknown>(null);
  // the same function each time: a row whose student has not changed is not drawn again
  const act = useCallback((what: RowAction, row: LiveRow) => {
    if (what === "mark") marking.value = row;
    else if (what === "confirm") void confirmOne(live, row, problem);
    else if (what === "look") looking.value = row;
    else settling.value = row;
  }, []);
  const ofGroup = group.value === "" ? list.rows : list.rows.filter(({ groupId }) => groupId === group.value);
  const counts = countsOf(ofGroup);
  const shown = listed(ofGroup, filter.value, search.value, language.value);
  const filters = ["arrived", "missing", "look", "all"] as const;
  return (
    <>
      <div class="counts" role="group" aria-label={t.filter}>
        {filters.map((key) => (
          <button
            type="button"
            key={key}
            class={`count count-${key}`}
            aria-pressed={filter.value === key}
            onClick={() => (filter.value = key)}
          >
            <span class="count-number">{format.number(counts[key])}</span>
            <span class="count-label">{t.counts[key]}</span>
          </button>
        ))}
      </div>
      <RollStrip rows={ofGroup} />
      <ConfirmBar live={live} list={{ ...list, rows: ofGroup }} />
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row list-tools">
        <SearchField label={t.search} value={search} />
        <GroupFilter groups={list.groups} value={group} />
      </div>
      {shown.length === 0 ? (
        <p class="muted">{t.noMatch}</p>
      ) : (
        <ul class={shown.length > LONG ? "live-list live-list-long" : "live-list"}>
          {shown.map((row) => (
            <LiveRowItem
              key={row.userId}
              row={row}
              kept={live.kept.value.has(row.userId)}
              confirmable={list.lockedOn === null && toConfirm(row, list) !== null}
              onAct={act}
            />
          ))}
        </ul>
      )}
      {marking.value && (
        <MarkDialog live={live} list={list} row={marking.value} onClose={() => (marking.value = null)} />
      )}
      {settling.value && (
        <SettleDialog live={live} list={list} row={settling.value} onClose={() => (settling.value = null)} />
      )}
      {looking.value && (
        <LookDialog live={live} list={list} row={looking.value} onClose={() => (looking.value = null)} />
      )}
    </>
  );
}
