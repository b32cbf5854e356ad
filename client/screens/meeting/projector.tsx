import { Loading, ProblemNote } from "../../components/feedback.tsx";
import { IconCross, IconScreen } from "../../components/icons.tsx";
import { Mark } from "../../components/mark.tsx";
import { useAwake } from "../../components/use-awake.ts";
import { useTitle } from "../../components/use-title.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { foreignZone } from "../../i18n/zone.ts";
import { inGroups } from "../course/join-code.tsx";
import type { ScreenProps } from "../routes.ts";
import { countsOf } from "./counts.ts";
import { RollStrip } from "./roll-strip.tsx";
import { RoomCodeWall } from "./room-code.tsx";
import { useCodeShown } from "./use-code-shown.ts";
import { useLiveList } from "./use-live-list.ts";

/** What the room may see: how many have arrived and how to join, no names and no doubts. */
export function Projector({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const live = useLiveList(id);
  const list = live.list.value;
  const { course, shown } = useCodeShown(list?.meeting ?? null);
  const { meeting: t, course: words } = messages.value.teach;
  const state = live.state.value;
  const foreign = foreignZone();
  useTitle(list?.meeting.courseName ?? t.projector);
  useAwake();
  // one code on the wall: the other would be typed for it
  const joinCode = shown ? null : course?.joinCode;
  return (
    <div class={shown ? "projector projector-code" : "projector"}>
      <header class="projector-head">
        <span class="brand">
          <Mark size={36} />
          Presente
        </span>
        <div class="row">
          <FullScreen />
          <a class="icon-button" href={`/meetings/${id}`} aria-label={t.projectorExit}>
            <IconCross />
          </a>
        </div>
      </header>
      <main class="projector-main" id="main">
        {state.kind === "ended" && <ProblemNote error={state.problem} />}
        {!list && state.kind !== "ended" && <Loading />}
        {list && (
          <div class="projector-meeting">
            <h1>{list.meeting.courseName}</h1>
            <p class="projector-when">
              {format.span(list.meeting.startsAt, list.meeting.endsAt)} ·{" "}
              {messages.value.common.meetingState[list.meeting.state]}
              {foreign && <span class="block small">{messages.value.timetable.zone(foreign)}</span>}
            </p>
            <p class="projector-count" role="status">
              <strong>{format.number(countsOf(list.rows).arrived)}</strong>
              <span> / {format.number(list.rows.length)}</span>
            </p>
            <RollStrip rows={list.rows} discreet />
          </div>
        )}
        {list && shown && <RoomCodeWall meeting={list.meeting} />}
      </main>
      {joinCode && (
        <footer class="projector-foot">
          <p>{words.joinHow(window.location.host)}</p>
          <p class="join-code-value">{inGroups(joinCode)}</p>
        </footer>
      )}
    </div>
  );
}

/** Without the browser's own bars, where the browser can. */
function FullScreen() {
  if (!document.fullscreenEnabled) return null;
  const turn = () =>
    document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen({ navigationUI: "hide" });
  return (
    <button type="button" class="icon-button" onClick={() => void turn().catch(() => undefined)}>
      <IconScreen />
      <span class="hidden-text">{messages.value.roomCode.show.fullScreen}</span>
    </button>
  );
}
