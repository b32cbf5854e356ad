import { useSignal } from "@preact/signals";
import type { OverviewCourse } from "../../../shared/api/analysis.ts";
import { Badge } from "../../components/feedback.tsx";
import { IconWarn } from "../../components/icons.tsx";
import { TableFrame } from "../../components/table-frame.tsx";
import { analysisTexts } from "../../i18n/analysis.ts";
import { count, shareOf, signed } from "../analysis/figures.ts";

const SHOWN = 12;

/** The courses, those that need a look first. */
export function CourseTable({ courses }: { courses: readonly OverviewCourse[] }) {
  const { overview: t, all: words, share } = analysisTexts.value;
  const all = useSignal(false);
  const shown = all.value ? courses : courses.slice(0, SHOWN);
  return (
    <div class="stack">
      <div>
        <h2>{t.courses}</h2>
        <p class="muted">{t.coursesText}</p>
      </div>
      <TableFrame label={t.courses}>
        <table class="table table-cards">
          <caption class="hidden-text">{t.coursesText}</caption>
          <thead>
            <tr>
              {[t.course, t.atRisk, share, t.latest, words.meetings].map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((course) => (
              <tr key={course.id}>
                <th scope="row">
                  <a href={`/courses/${course.id}?tab=analysis`}>{course.name}</a>
                  {course.code && <span class="muted small"> {course.code}</span>}
                </th>
                <td data-label={t.atRisk}>
                  {course.atRisk > 0 ? (
                    <Badge tone="bad" icon={<IconWarn size={16} />}>
                      {`${count(course.atRisk)} / ${count(course.students)}`}
                    </Badge>
                  ) : (
                    `0 / ${count(course.students)}`
                  )}
                </td>
                <td data-label={share}>{shareOf(course.share)}</td>
                <td data-label={t.latest}>{latestOf(course)}</td>
                <td data-label={words.meetings}>{count(course.meetings)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {shown.length < courses.length && (
        <div>
          <button type="button" class="button" onClick={() => (all.value = true)}>
            {t.showAll(courses.length)}
          </button>
        </div>
      )}
    </div>
  );
}

function latestOf({ latest }: OverviewCourse): string {
  if (!latest || latest.share.basisPoints === null) return "–";
  const { share, before } = latest;
  if (before.basisPoints === null || share.basisPoints === null) return shareOf(share);
  return analysisTexts.value.overview.change(shareOf(share), signed(share.basisPoints - before.basisPoints));
}
