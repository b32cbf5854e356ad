import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { LiveList, LiveRow } from "../../../../shared/api/course.ts";
import type { WordStatus } from "../../../../shared/words.ts";
import { EmptyCard, Loading, Note, OfflineNote, ProblemNote } from "../../../components/feedback.tsx";
import { IconWarn } from "../../../components/icons.tsx";
import { Page } from "../../../components/page.tsx";
import { PictureDone } from "../../../components/pictures.tsx";
import { format } from "../../../i18n/format.ts";
import { language, messages } from "../../../i18n/i18n.ts";
import { KeptNote } from "../../kept/kept-note.tsx";
import type { ScreenProps } from "../../routes.ts";
import { CloseDialog } from "../close-dialog.tsx";
import { toConfirm } from "../to-confirm.ts";
import { HeadCount } from "../head-count.tsx";
import { LookDialog } from "../look-dialog.tsx";
import { type Live, useLiveList } from "../use-live-list.ts";
import { BulkBar, KeyHelp } from "./bars.tsx";
import { strokeOf } from "./keys.ts";
import { type Question, questionsOf } from "./questions.ts";
import { SettleRow } from "./settle-row.tsx";
import { type Settling, useSettling } from "./use-settling.ts";

/** A meeting settled by its exceptions: only what is open is asked, by keyboard or touch. */
export function Settle({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const live = useLiveList(id);
  const settling = useSettling(live);
  const t = messages.value.day.settle;
  const list = live.list.value;
  const state = live.state.value;
  if (list) return <Settled live={live} list={list} settling={settling} />;
  if (state.kind !== "ended" && !(state.kind === "reconnecting" && live.searched.value)) return <Loading />;
  return (
    <Page title={t.title} back={{ href: `/meetings/${id}`, label: t.back }}>
      {state.kind === "ended" ? <ProblemNote error={state.problem} /> : <OfflineNote />}
    </Page>
  );
}

function Settled({ live, list, settling }: { live: Live; list: LiveList; settling: Settling }) {
  const { day, teach } = messages.value;
  const t = day.settle;
  const { meeting } = list;
  const questions = questionsOf(list, language.value).filter(
    ({ row }) => !settling.given.value.has(row.userId),
  );
  const closing = useSignal(false);
  return (
    <Page
      title={t.title}
      text={`${meeting.courseName} · ${format.day(meeting.startsAt)}, ${format.span(meeting.startsAt, meeting.endsAt)}`}
      back={{ href: `/meetings/${meeting.id}`, label: t.back }}
      actions={
        meeting.state === "open" && (
          <button type="button" class="button button-primary" onClick={() => (closing.value = true)}>
            {teach.meeting.close}
          </button>
        )
      }
    >
      <div class="stack">
        {list.lockedOn && (
          <Note tone="look" icon={<IconWarn />}>
            {day.list.locked(format.date(list.lockedOn))}
          </Note>
        )}
        <KeptNote />
        {settling.problem.value !== null && <ProblemNote error={settling.problem.value} />}
        <Questions live={live} list={list} settling={settling} questions={questions} />
        <HeadCount list={list} />
      </div>
      {closing.value && <CloseDialog list={list} onClose={() => (closing.value = false)} />}
    </Page>
  );
}

interface QuestionsProps {
  readonly live: Live;
  readonly list: LiveList;
  readonly settling: Settling;
  readonly questions: readonly Question[];
}

function Questions({ live, list, settling, questions }: QuestionsProps) {
  const t = messages.value.day.settle;
  const looking = useSignal<LiveRow | null>(null);
  const current = useSignal<string | null>(null);
  const place = useRef(0);
  const box = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(true);
  const at = Math.max(
    0,
    questions.findIndex(({ row }) => row.userId === current.value),
  );
  const known = questions.some(({ row }) => row.userId === current.value);
  // whoever stands where the settled one stood is next
  const index = known ? at : Math.min(place.current, Math.max(0, questions.length - 1));
  const focused = questions[index]?.row ?? null;
  useLayoutEffect(() => {
    place.current = index;
    if (focused && focused.userId !== current.value) current.value = focused.userId;
    // the settled one took the focus with it
    const lost = document.activeElement === document.body;
    if (!wantsFocus.current && !lost) return;
    wantsFocus.current = false;
    if (!looking.value) box.current?.querySelector<HTMLElement>("[data-current]")?.focus();
  });

  const give = (rows: readonly LiveRow[], status: WordStatus) => {
    wantsFocus.current = true;
    void settling.mark(rows, status);
  };
  const move = (to: number) => {
    const row = questions[Math.max(0, Math.min(questions.length - 1, to))]?.row;
    if (!row) return;
    wantsFocus.current = true;
    current.value = row.userId;
  };
  const takeBack = () => {
    wantsFocus.current = true;
    void settling.undo();
  };
  const waiting = questions.map(({ row }) => toConfirm(row, list)).filter((found) => found !== null);
  const remaining = questions.filter(({ kind }) => kind === "missing").map(({ row }) => row);

  function pressed(event: KeyboardEvent) {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (target?.closest("input, textarea, select, dialog")) return;
    const asked = strokeOf(event, t.keys);
    if (!asked) return;
    const { stroke, all } = asked;
    event.preventDefault();
    if (stroke === "undo") takeBack();
    else if (stroke === "down") move(index + 1);
    else if (stroke === "up") move(index - 1);
    else if (stroke === "first") move(0);
    else if (stroke === "last") move(questions.length - 1);
    else if (all) give(remaining, stroke);
    else if (focused) give([focused], stroke);
  }
  const latest = useRef(pressed);
  latest.current = pressed;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  return (
    <div class="stack" ref={box}>
      <p class="settle-left" role="status">
        {questions.length === 0 ? t.done : t.left(questions.length)}
      </p>
      <BulkBar
        remaining={remaining.length}
        toConfirm={waiting.length}
        canUndo={settling.canUndo.value}
        onAll={(status) => give(remaining, status)}
        onConfirm={() => {
          wantsFocus.current = true;
          void settling.confirm(waiting);
        }}
        onUndo={takeBack}
      />
      {questions.length === 0 ? (
        <EmptyCard picture={<PictureDone />} title={t.done}>
          <p>{t.doneText}</p>
        </EmptyCard>
      ) : (
        <>
          <KeyHelp />
          <ul class="settle-list">
            {questions.map(({ row, kind }) => (
              <SettleRow
                key={row.userId}
                row={row}
                kind={kind}
                current={row.userId === focused?.userId}
                onMark={(status) => give([row], status)}
                onLook={() => (looking.value = row)}
                onFocus={() => (current.value = row.userId)}
              />
            ))}
          </ul>
        </>
      )}
      {looking.value && (
        <LookDialog live={live} list={list} row={looking.value} onClose={() => (looking.value = null)} />
      )}
    </div>
  );
}
