import type { Course } from "../../../shared/api/course.ts";
import type { RosterRow } from "../../../shared/api/roster.ts";
import { api } from "../../api.ts";
import { Loadable } from "../../components/loadable.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { ReportBuilder } from "../reports/builder.tsx";
import { ReportsLink } from "../reports/reports-link.tsx";
import type { Scopes } from "../reports/scope-select.tsx";
import { NewSchedule, ScheduleList } from "../reports/schedules.tsx";
import "../../styles/reports.css";

function scopesOf(roster: readonly RosterRow[]): Scopes {
  const groups = new Map<string, string>();
  for (const { groupId, groupName } of roster) if (groupId && groupName) groups.set(groupId, groupName);
  return {
    groups: [...groups].map(([id, name]) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name)),
    students: roster
      .filter(({ role }) => role === "student")
      .map(({ userId, name }) => ({ id: userId, name })),
  };
}

/** A course's reports: dates, what of it, the summary, files; and what comes by itself. */
export function ReportsTab({ course }: { course: Course }) {
  const t = messages.value.reports;
  const roster = useLoad(() => api.courses.roster(course.id), [course.id]);
  const reports = useLoad(() => api.reports.list(), [course.id]);
  return (
    <div class="stack stack-l">
      <Loadable from={roster}>
        {(rows) => (
          <ReportBuilder
            courseId={course.id}
            scopes={scopesOf(rows)}
            printHref={(query) => `/courses/${course.id}/report?${query}`}
          />
        )}
      </Loadable>
      <section class="card stack" aria-labelledby="schedules">
        <h2 id="schedules">{t.schedule.title}</h2>
        <Loadable from={reports}>
          {({ schedules, mails }) => (
            <div class="stack">
              <p class="muted">{t.schedule.text(mails)}</p>
              <NewSchedule
                courseId={course.id}
                scopes={roster.data.value && scopesOf(roster.data.value)}
                onAdded={reports.reload}
              />
              <ScheduleList
                schedules={schedules.filter(({ courseId }) => courseId === course.id)}
                onChanged={reports.reload}
              />
            </div>
          )}
        </Loadable>
        <div>
          <ReportsLink />
        </div>
      </section>
    </div>
  );
}
