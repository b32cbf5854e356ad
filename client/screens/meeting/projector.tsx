import { Loading, ProblemNote } from "../../components/feedback.tsx";
import { IconCross } from "../../components/icons.tsx";
import { Mark } from "../../components/mark.tsx";
import { useTitle } from "../../components/use-title.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { inGroups } from "../course/join-code.tsx";
import { teaching } from "../../store/teaching.ts";
import type { ScreenProps } from "../routes.ts";
import { countsOf } from "./counts.ts";
import { RollStrip } from "./roll-strip.tsx";
import { useLiveList } from "./use-live-list.ts";

/** What the room may see: how many have arrived and how to join, no names and no doubts. */
export function Projector({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const live = useLiveList(id);
  const list = live.list.value;
  const courseId = list?.meeting.courseId;
  const course = useLoad(async () => (courseId ? teaching.course(courseId) : null), [courseId]);
  const { meeting: t, course: words } = messages.value.teach;
  const state = live.state.value;
  useTitle(list?.meeting.courseName ?? t.projector);
  const code = course.data.value?.value.joinCode;
  return (
    <div class="projector">
      <header class="projector-head">
        <span class="brand">
          <Mark size={36} />
          Presente
        </span>
        <a class="icon-button" href={`/meetings/${id}`} aria-label={t.projectorExit}>
          <IconCross />
        </a>
      </header>
      <main class="projector-main" id="main">
        {state.kind === "ended" && <ProblemNote error={state.problem} />}
        {!list && state.kind !== "ended" && <Loading />}
        {list && (
          <>
            <h1>{list.meeting.courseName}</h1>
            <p class="projector-when">
              {format.span(list.meeting.startsAt, list.meeting.endsAt)} ·{" "}
              {messages.value.common.meetingState[list.meeting.state]}
            </p>
            <p class="projector-count" role="status">
              <strong>{format.number(countsOf(list.rows).arrived)}</strong>
              <span> / {format.number(list.rows.length)}</span>
            </p>
            <RollStrip rows={list.rows} discreet />
          </>
        )}
      </main>
      {code && (
        <footer class="projector-foot">
          <p>{words.joinHow(window.location.host)}</p>
          <p class="join-code-value">{inGroups(code)}</p>
        </footer>
      )}
    </div>
  );
}
