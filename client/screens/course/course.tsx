import { useSignal } from "@preact/signals";
import type { Course } from "../../../shared/api/course.ts";
import { PROBLEMS } from "../../../shared/errors.ts";
import { ownActions } from "../../actions/log.ts";
import { courseWith } from "../../actions/overlay.ts";
import { Note } from "../../components/feedback.tsx";
import { IconCheck } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { navigate, place } from "../../components/router.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { teaching } from "../../store/teaching.ts";
import { AgeNote, KeptNote } from "../kept/kept-note.tsx";
import type { ScreenProps } from "../routes.ts";
import { session } from "../session.ts";
import { AnalysisTab } from "./analysis-tab.tsx";
import { JoinCode } from "./join-code.tsx";
import { MeetingsTab } from "./meetings-tab.tsx";
import { OpenNowDialog } from "./open-now-dialog.tsx";
import { requestsWaiting } from "../requests/waiting.ts";
import { ReportsTab } from "./reports-tab.tsx";
import { RequestsTab } from "./requests-tab.tsx";
import { RosterTab } from "./roster-tab.tsx";
import { RulesTab } from "./rules-tab.tsx";
import { TimetableTab } from "./timetable-tab.tsx";

const TABS = ["meetings", "timetable", "roster", "requests", "analysis", "reports", "rules"] as const;
type TabKey = (typeof TABS)[number];

/** Where one comes from: teachers from their courses, assistants, who are students, from their week. */
function homeOfCourses() {
  const isStudent = session.value.kind === "person" && session.value.me.role === "student";
  return isStudent
    ? { href: "/week", label: messages.value.timetable.week.title }
    : { href: "/courses", label: messages.value.teach.courses.title };
}

/** One course: take the roll, its meetings, its people, its rules. */
export function CourseScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const course = useLoad(() => teaching.course(id), [id]);
  const { courses } = messages.value.teach;
  if (!course.data.value) {
    return (
      <Page title={courses.title} back={{ href: "/courses", label: courses.title }}>
        <Loadable from={course}>{() => null}</Loadable>
      </Page>
    );
  }
  const { value, fresh, at } = course.data.value;
  if (value.role === "student") {
    const { message, next } = PROBLEMS.forbidden[language.value];
    return (
      <Page title={value.name} back={homeOfCourses()}>
        <Note tone="look" title={message}>
          <p>{next}</p>
        </Note>
      </Page>
    );
  }
  const put = (changed: Course) => course.put({ value: changed, fresh: true, at: Date.now() });
  return (
    <Loaded
      course={courseWith(value, ownActions.value)}
      knownAt={fresh ? null : at}
      from={{ put, reload: course.reload }}
    />
  );
}

function Loaded(props: {
  course: Course;
  /** Date.now() until which it is known; null when the server has just said so */
  knownAt: number | null;
  from: { put: (course: Course) => void; reload: () => void };
}) {
  const { course, knownAt, from } = props;
  const { course: t, courses } = messages.value.teach;
  const opening = useSignal(false);
  const asked = place.value.query.get("tab");
  // what students ask is for those who may answer it
  const tabs = TABS.filter((key) => key !== "requests" || course.role === "teacher");
  const tab: TabKey = tabs.find((key) => key === asked) ?? "meetings";
  const waiting = requestsWaiting.value.byCourse[course.id] ?? 0;
  const label = (key: TabKey) => {
    if (key === "timetable") return messages.value.timetable.course.tab;
    if (key !== "requests") return t.tabs[key];
    const { tab: requests } = messages.value.day.requests;
    return waiting > 0 ? `${requests} (${format.number(waiting)})` : requests;
  };
  const show = (key: TabKey) => navigate(`/courses/${course.id}?tab=${key}`, { replace: true });
  return (
    <Page
      title={course.name}
      text={[course.code, courses.students(course.students), ...course.teachers].filter(Boolean).join(" · ")}
      back={homeOfCourses()}
      actions={
        course.openMeetingId ? (
          <a class="button button-primary button-big" href={`/meetings/${course.openMeetingId}`}>
            <span class="pulse" />
            {t.watch}
          </a>
        ) : (
          <button
            type="button"
            class="button button-primary button-big"
            onClick={() => (opening.value = true)}
          >
            <IconCheck />
            {t.openNow}
          </button>
        )
      }
    >
      <div class="stack stack-l">
        {knownAt !== null && <AgeNote at={knownAt} />}
        <KeptNote />
        {course.joinCode && <JoinCode course={course} code={course.joinCode} onChanged={from.put} />}
        <div>
          <Tabs
            tabs={tabs.map((key) => ({ key, label: label(key) }))}
            current={tab}
            onChange={show}
            label={course.name}
          >
            {tab === "meetings" && <MeetingsTab course={course} />}
            {tab === "timetable" && <TimetableTab course={course} onChanged={from.put} />}
            {tab === "roster" && <RosterTab course={course} onChanged={from.reload} />}
            {tab === "analysis" && <AnalysisTab courseId={course.id} />}
            {tab === "reports" && <ReportsTab course={course} />}
            {tab === "requests" && <RequestsTab courseId={course.id} />}
            {tab === "rules" && <RulesTab course={course} onChanged={from.put} />}
          </Tabs>
        </div>
      </div>
      {opening.value && <OpenNowDialog course={course} onClose={() => (opening.value = false)} />}
    </Page>
  );
}
