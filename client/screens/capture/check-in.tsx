import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { StudentMeeting } from "../../../shared/api/course.ts";
import type { OwnTemplates } from "../../../shared/api/enrolment.ts";
import { Loading, Note, ProblemNote } from "../../components/feedback.tsx";
import { IconCross } from "../../components/icons.tsx";
import { useTitle } from "../../components/use-title.ts";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { serverNow } from "../../outbox/outbox.ts";
import { offline } from "../../store/offline.ts";
import type { ReadCode } from "../../room-code/read.ts";
import type { ScreenProps } from "../routes.ts";
import { session } from "../session.ts";
import { takesCheckIns } from "../today/choose-meetings.ts";
import { takeTap, type Way, wayOf } from "../way.ts";
import { CodeStep } from "./code-step.tsx";
import { Tap } from "./tap.tsx";
import { asksForCode, type Shown } from "./shown.ts";
import { Shutter } from "./shutter.tsx";

/** `/check-in/:meetingId`: the camera, the verdict on the phone, and what becomes of the check-in. */
export function CheckIn({ params }: ScreenProps) {
  const meetingId = params["meetingId"] ?? "";
  const t = messages.value.face.capture;
  useTitle(t.title);
  const who = session.value;
  const way = who.kind === "person" ? wayOf(who.me) : "tap";
  const tapped = useMemo(() => takeTap(meetingId), [meetingId]);
  const loaded = useLoad(async () => {
    const [meetings, templates] = await Promise.all([
      offline.meetings(),
      way === "face" ? offline.templates() : null,
    ]);
    return {
      meeting: meetings.value.find(({ id }) => id === meetingId) ?? null,
      meetings: meetings.value,
      templates: templates?.value ?? null,
    };
  }, [meetingId, way]);
  const data = loaded.data.value;
  return (
    <div class="bare">
      <header class="bare-head">
        <h1>{data?.meeting ? t.to(data.meeting.courseName) : t.title}</h1>
        <a class="icon-button" href="/today" aria-label={messages.value.common.actions.close}>
          <IconCross />
        </a>
      </header>
      <main class="bare-main" id="main">
        {data ? (
          <Ready key={meetingId} {...data} way={way} tapped={tapped} />
        ) : loaded.error.value === null ? (
          <Loading />
        ) : (
          <div class="stage-trouble">
            <ProblemNote error={loaded.error.value} onRetry={loaded.reload} />
          </div>
        )}
      </main>
      <footer class="bare-foot">
        {way === "tap" ? messages.value.tap.screen.privacy : t.privacy}
        {data?.meeting && !asksForCode(data.meeting) && (
          <>
            {" "}
            <a href={`/check-in/${meetingId}?code`}>{messages.value.roomCode.use}</a>
          </>
        )}
      </footer>
    </div>
  );
}

function Ready(props: {
  meeting: StudentMeeting | null;
  templates: OwnTemplates | null;
  way: Way;
  /** the student has tapped on the day's card */
  tapped: boolean;
  meetings: readonly StudentMeeting[];
}) {
  const { meeting, templates, way, tapped, meetings } = props;
  /** null: the student goes on without it; undefined: not asked yet */
  const code = useSignal<ReadCode | null | undefined>(undefined);
  const t = messages.value.face.capture;
  if (!meeting || !takesCheckIns(meeting, serverNow()))
    return <Obstacle {...t.closed} href="/today" action={messages.value.student.today.title} />;
  if (way === "face" && !templates)
    return <Obstacle {...t.needsEnrolment} href="/enrol" action={messages.value.student.today.enrolAction} />;
  if (asksForCode(meeting) && code.value === undefined)
    return (
      <CodeStep
        meeting={meeting}
        meetings={meetings}
        camera={way === "face"}
        onCode={(read) => (code.value = read)}
      />
    );
  const shown: Shown = { code: code.value ?? null, again: () => (code.value = undefined) };
  if (way === "tap" || !templates) return <Tap meeting={meeting} tapped={tapped} shown={shown} />;
  return <Shutter meeting={meeting} templates={templates} shown={shown} />;
}

function Obstacle(props: { title: string; text: string; href: string; action: string }) {
  return (
    <div class="stage-trouble">
      <div class="card stack">
        <Note tone="look" title={props.title}>
          {props.text}
        </Note>
        <div>
          <a class="button button-primary" href={props.href}>
            {props.action}
          </a>
        </div>
      </div>
    </div>
  );
}
