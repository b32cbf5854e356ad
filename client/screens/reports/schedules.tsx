import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { REPORT_FORMATS, type ReportFormat, type ReportSchedule } from "../../../shared/api/reports.ts";
import { api } from "../../api.ts";
import { ProblemNote } from "../../components/feedback.tsx";
import { IconClock } from "../../components/icons.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { ofScope, type Scope, type Scopes, ScopeSelect } from "./scope-select.tsx";

type Every = ReportSchedule["every"];
const EVERY: readonly Every[] = ["week", "month"];
const nameOf = (schedule: ReportSchedule) => {
  const { schedule: t, formats } = messages.value.reports;
  return [schedule.courseName, schedule.scopeName, t[schedule.every], formats[schedule.format]]
    .filter(Boolean)
    .join(" · ");
};

/** Schedules that stand, each with a way to end it. */
export function ScheduleList(props: { schedules: readonly ReportSchedule[]; onChanged: () => void }) {
  const { schedules, onChanged } = props;
  const t = messages.value.reports.schedule;
  const problem = useSignal<unknown>(null);
  async function end(id: string) {
    problem.value = null;
    try {
      await api.reports.endSchedule(id);
      toast(t.ended);
      onChanged();
    } catch (error) {
      problem.value = error;
    }
  }
  if (schedules.length === 0) return <p class="muted">{t.none}</p>;
  return (
    <>
      <ul class="links">
        {schedules.map((schedule) => (
          <li key={schedule.id}>
            <div class="item">
              <IconClock size={20} />
              <span class="grow break">
                {nameOf(schedule)}
                <span class="muted small block">{t.next(format.date(schedule.nextOn))}</span>
              </span>
              <button
                type="button"
                class="button"
                aria-label={t.endLabel(nameOf(schedule))}
                onClick={() => void end(schedule.id)}
              >
                {t.end}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {problem.value !== null && <ProblemNote error={problem.value} />}
    </>
  );
}

/** A new schedule of one course, or of what of it is chosen. @param props.scopes null: they are not known yet */
export function NewSchedule(props: { courseId: string; scopes: Scopes | null; onAdded: () => void }) {
  const { courseId, scopes, onAdded } = props;
  const { schedule: t, formats } = messages.value.reports;
  const every = useSignal<Every>("week");
  const as = useSignal<ReportFormat>("pdf");
  const scope = useSignal<Scope>("");
  const problem = useSignal<unknown>(null);
  const id = useId();
  async function add(event: Event) {
    event.preventDefault();
    problem.value = null;
    try {
      await api.reports.schedule(courseId, { every: every.value, format: as.value, ...ofScope(scope.value) });
      toast(t.added);
      onAdded();
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <form class="stack" onSubmit={(event) => void add(event)}>
      <div class="row schedule-form">
        {scopes && (
          <ScopeSelect scopes={scopes} value={scope.value} onChange={(next) => (scope.value = next)} />
        )}
        <div class="field">
          <label for={`${id}-every`}>{t.every}</label>
          <select
            id={`${id}-every`}
            class="select"
            value={every.value}
            onChange={(event) => (every.value = event.currentTarget.value === "month" ? "month" : "week")}
          >
            {EVERY.map((one) => (
              <option key={one} value={one}>
                {t[one]}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for={`${id}-format`}>{t.format}</label>
          <select
            id={`${id}-format`}
            class="select"
            value={as.value}
            onChange={(event) => {
              as.value = REPORT_FORMATS.find((one) => one === event.currentTarget.value) ?? "pdf";
            }}
          >
            {REPORT_FORMATS.map((one) => (
              <option key={one} value={one}>
                {formats[one]}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="button">
          {t.add}
        </button>
      </div>
      {problem.value !== null && <ProblemNote error={problem.value} />}
    </form>
  );
}
