import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Course } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { place } from "../../components/router.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { session } from "../session.ts";
import { ReportBuilder } from "./builder.tsx";
import "../../styles/reports.css";

/** A student's own report of a course. */
export function MyReport() {
  const t = messages.value.reports.mine;
  const courses = useLoad(() => api.courses.list());
  return (
    <Page title={t.title} text={t.text} back={{ href: "/record", label: messages.value.common.nav.record }}>
      <Loadable from={courses}>
        {(list) => <OfCourse courses={list.filter(({ role }) => role === "student")} />}
      </Loadable>
    </Page>
  );
}

function OfCourse({ courses }: { courses: readonly Course[] }) {
  const t = messages.value.reports.mine;
  const id = useId();
  const asked = place.value.query.get("course");
  const chosen = useSignal((courses.find((course) => course.id === asked) ?? courses[0])?.id ?? "");
  const who = session.value;
  if (chosen.value === "" || who.kind !== "person") return <p class="muted">{t.none}</p>;
  return (
    <div class="stack stack-l">
      <div class="field scope-field">
        <label for={id}>{t.course}</label>
        <select
          id={id}
          class="select"
          value={chosen.value}
          onChange={(event) => (chosen.value = event.currentTarget.value)}
        >
          {courses.map((course) => (
            <option key={course.id} value={course.id}>
              {course.name}
            </option>
          ))}
        </select>
      </div>
      <ReportBuilder
        key={chosen.value}
        courseId={chosen.value}
        scopes={null}
        studentId={who.me.id}
        printHref={(query) => `/record/report/${chosen.value}/print?${query}`}
      />
    </div>
  );
}
