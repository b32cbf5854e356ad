import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { StudentMeeting } from "../../../shared/api/course.ts";
import type { OwnTemplates } from "../../../shared/api/enrolment.ts";
import { CameraStage } from "../../components/camera-stage.tsx";
import { Loading, Note, ProblemNote } from "../../components/feedback.tsx";
import { IconCross } from "../../components/icons.tsx";
import { useTitle } from "../../components/use-title.ts";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { sealCheckIn, serverNow } from "../../outbox/outbox.ts";
import { judgeCapture, type Verdict } from "../../outbox/verdict.ts";
import type { Capture } from "../../recognition/types.ts";
import { offline } from "../../store/offline.ts";
import type { ScreenProps } from "../routes.ts";
import { session } from "../session.ts";
import { takesCheckIns } from "../today/choose-meetings.ts";
import { takeTap, type Way, wayOf } from "../way.ts";
import { Tap } from "./tap.tsx";
import { Sealed, Unlike, Unsealed } from "./verdict.tsx";

/** What the shutter led to. */
type Outcome =
  | { readonly kind: "unlike"; readonly capture: Capture }
  | { readonly kind: "sealed"; readonly h: string; readonly verdict: Verdict["verdict"] }
  | { readonly kind: "unsealed"; readonly capture: Capture; readonly error: unknown };

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
          <Ready meeting={data.meeting} templates={data.templates} way={way} tapped={tapped} />
        ) : loaded.error.value === null ? (
          <Loading />
        ) : (
          <div class="stage-trouble">
            <ProblemNote error={loaded.error.value} onRetry={loaded.reload} />
          </div>
        )}
      </main>
      <footer class="bare-foot">{way === "tap" ? messages.value.tap.screen.privacy : t.privacy}</footer>
    </div>
  );
}

function Ready(props: {
  meeting: StudentMeeting | null;
  templates: OwnTemplates | null;
  way: Way;
  /** the student has tapped on the day's card */
  tapped: boolean;
}) {
  const { meeting, templates, way, tapped } = props;
  const t = messages.value.face.capture;
  if (!meeting || !takesCheckIns(meeting, serverNow()))
    return <Obstacle {...t.closed} href="/today" action={messages.value.student.today.title} />;
  if (way === "tap") return <Tap meeting={meeting} tapped={tapped} />;
  if (!templates)
    return <Obstacle {...t.needsEnrolment} href="/enrol" action={messages.value.student.today.enrolAction} />;
  return <Shutter meeting={meeting} templates={templates} />;
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

/** Where the camera or the recognition fails: a check-in that a teacher decides, never a dead end. */
function WithoutPhoto({ onTap }: { onTap: () => void }) {
  const t = messages.value.tap.screen;
  return (
    <div class="stack stack-s">
      <div>
        <button type="button" class="button" onClick={onTap}>
          {t.instead}
        </button>
      </div>
      <p class="muted small">{t.insteadHint}</p>
    </div>
  );
}

function Shutter({ meeting, templates }: { meeting: StudentMeeting; templates: OwnTemplates }) {
  const outcome = useSignal<Outcome | null>(null);
  /** the camera fails, and the student goes on without it */
  const without = useSignal(false);
  const purpose = useMemo(() => ({ kind: "checkin" }) as const, []);

  async function seal(capture: Capture, verdict: Verdict["verdict"]) {
    try {
      const { id, courseName, title } = meeting;
      const view = await sealCheckIn({ capture, meeting: { id, courseName, title } });
      outcome.value = { kind: "sealed", h: view.h, verdict };
    } catch (error) {
      outcome.value = { kind: "unsealed", capture, error };
    }
  }
  async function judge(capture: Capture) {
    try {
      const { verdict } = judgeCapture(capture, templates);
      if (verdict === "mismatch") outcome.value = { kind: "unlike", capture };
      else await seal(capture, verdict);
    } catch (error) {
      outcome.value = { kind: "unsealed", capture, error };
    }
  }
  const again = () => {
    outcome.value = null;
  };
  const found = outcome.value;
  if (without.value) return <Tap meeting={meeting} tapped />;
  return (
    <CameraStage
      purpose={purpose}
      active={found === null}
      onCapture={(capture) => void judge(capture)}
      instead={<WithoutPhoto onTap={() => (without.value = true)} />}
    >
      {found?.kind === "unlike" && (
        <Unlike onAgain={again} onSend={() => void seal(found.capture, "mismatch")} />
      )}
      {found?.kind === "unsealed" && (
        <Unsealed error={found.error} onAgain={again} onSaved={() => void judge(found.capture)} />
      )}
      {found?.kind === "sealed" && <Sealed h={found.h} verdict={found.verdict} onAgain={again} />}
    </CameraStage>
  );
}
