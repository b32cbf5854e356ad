import { ownActions } from "../../actions/log.ts";
import { courseWith } from "../../actions/overlay.ts";
import { Badge, EmptyCard } from "../../components/feedback.tsx";
import { IconNext, IconOverview, IconPhone, IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { teaching } from "../../store/teaching.ts";
import { requestsWaiting } from "../requests/waiting.ts";
import { AgeNote, KeptNote } from "../kept/kept-note.tsx";
import { session } from "../session.ts";
import { ReportsLink } from "../reports/reports-link.tsx";

const isAdministrator = () => session.value.kind === "person" && session.value.me.role === "administrator";

/** The courses that one teaches. */
export function Courses() {
  const t = messages.value.teach.courses;
  const courses = useLoad(() => teaching.courses());
  return (
    <Page
      title={t.title}
      actions={
        <>
          <a class="button" href="/overview">
            <IconOverview size={18} />
            {messages.value.common.nav.overview}
          </a>
          <ReportsLink />
          <a class="button" href="/carry">
            <IconPhone size={18} />
            {messages.value.carry.scan.title}
          </a>
          {isAdministrator() && (
            <a class="button" href="/terms">
              {messages.value.timetable.terms.title}
            </a>
          )}
          <a class="button button-primary" href="/courses/new">
            <IconPlus size={18} />
            {t.create}
          </a>
        </>
      }
    >
      <Loadable from={courses}>
        {({ value: list, fresh, at }) =>
          list.length === 0 ? (
            <EmptyCard picture={<PicturePeople />} title={t.emptyTitle}>
              <p>{t.emptyText}</p>
            </EmptyCard>
          ) : (
            <div class="stack">
              {!fresh && <AgeNote at={at} />}
              <KeptNote />
              <ul class="course-grid">
                {list
                  .map((course) => courseWith(course, ownActions.value))
                  .map((course) => (
                    <li key={course.id}>
                      <a class="card course-card" href={`/courses/${course.id}`}>
                        <span class="stack stack-s grow">
                          <strong class="course-name">{course.name}</strong>
                          <span class="muted">
                            {[course.code, t.students(course.students)].filter(Boolean).join(" · ")}
                          </span>
                          <Asked courseId={course.id} />
                          {course.openMeetingId && (
                            <span>
                              <Badge tone="ok" icon={<span class="pulse" />}>
                                {t.openNow}
                              </Badge>
                            </span>
                          )}
                        </span>
                        <IconNext size={20} />
                      </a>
                    </li>
                  ))}
              </ul>
            </div>
          )
        }
      </Loadable>
    </Page>
  );
}

/** Students of the course who wait for an answer. */
function Asked({ courseId }: { courseId: string }) {
  const count = requestsWaiting.value.byCourse[courseId] ?? 0;
  return count === 0 ? null : (
    <span>
      <Badge tone="look">{messages.value.day.requests.nav(count)}</Badge>
    </span>
  );
}
