import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import {
  LARGE_REPORT_CELLS,
  REPORT_FORMATS,
  type Report,
  type ReportFormat,
} from "../../../shared/api/reports.ts";
import { isDate } from "../../../shared/dates.ts";
import { api } from "../../api.ts";
import { DateWords } from "../../components/date-words.tsx";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { IconDownload, IconPrint } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { navigate } from "../../components/router.tsx";
import { toast } from "../../components/toast.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { type Dates, datesOf, PRESETS, type Preset } from "./presets.ts";
import { saveFile } from "./save-file.ts";
import { ofScope, type Scope, type Scopes, ScopeSelect } from "./scope-select.tsx";
import { Figures, SummaryTable } from "./summary.tsx";

interface BuilderProps {
  readonly courseId: string;
  /** null: of one student alone */
  readonly scopes: Scopes | null;
  readonly studentId?: string;
  readonly printHref: (query: string) => string;
}

/** Choose dates and what of the course, see the summary, take it home. */
export function ReportBuilder(props: BuilderProps) {
  // weeks and months end at the university's midnight, wherever this device is
  const timetable = useLoad(() => api.timetable.of(props.courseId), [props.courseId]);
  return <Loadable from={timetable}>{({ today }) => <Builder {...props} today={today} />}</Loadable>;
}

function Builder(props: BuilderProps & { today: string }) {
  const { courseId, scopes, studentId, printHref, today } = props;
  const preset = useSignal<Preset | "own">("thisMonth");
  const dates = useSignal<Dates>(datesOf("thisMonth", today, null) ?? { from: today, until: today });
  const scope = useSignal<Scope>(studentId === undefined ? "" : `student:${studentId}`);
  const query = useComputed(() => ({ ...dates.value, ...ofScope(scope.value) }));
  const { from, until } = dates.value;
  const sound = isDate(from) && isDate(until) && from <= until;
  const report = useLoad(
    async (signal) => (sound ? api.reports.get(courseId, query.value, { signal }) : null),
    [courseId, from, until, scope.value],
  );
  return (
    <div class="stack stack-l">
      <div class="card stack">
        <Chooser
          preset={preset.value}
          dates={dates.value}
          today={today}
          term={report.data.value?.course.termDates ?? null}
          onPreset={(next, chosen) => {
            preset.value = next;
            dates.value = chosen;
          }}
          onDates={(chosen) => {
            preset.value = "own";
            dates.value = chosen;
          }}
        />
        {scopes && (
          <ScopeSelect scopes={scopes} value={scope.value} onChange={(next) => (scope.value = next)} />
        )}
      </div>
      {!sound ? (
        <Note tone="look">{messages.value.reports.until.error}</Note>
      ) : (
        <Loadable from={report}>
          {(data) =>
            data && (
              <section class="stack">
                <h2>
                  {messages.value.reports.previewOf(
                    data.scope.kind === "course" ? data.course.name : data.scope.name,
                  )}
                </h2>
                <Figures report={data} />
                <Take courseId={courseId} query={query.value} report={data} printHref={printHref} />
                <SummaryTable report={data} />
              </section>
            )
          }
        </Loadable>
      )}
    </div>
  );
}

function Chooser(props: {
  preset: Preset | "own";
  dates: Dates;
  today: string;
  term: Dates | null;
  onPreset: (preset: Preset, dates: Dates) => void;
  onDates: (dates: Dates) => void;
}) {
  const { preset, dates, today, term, onPreset, onDates } = props;
  const t = messages.value.reports;
  const id = useId();
  return (
    <>
      <fieldset class="stack stack-s">
        <legend class="legend">{t.presets.label}</legend>
        <div class="row presets">
          {PRESETS.map((one) => {
            const chosen = datesOf(one, today, term);
            return (
              chosen && (
                <button
                  key={one}
                  type="button"
                  class="button"
                  aria-pressed={preset === one}
                  onClick={() => onPreset(one, chosen)}
                >
                  {t.presets[one]}
                </button>
              )
            );
          })}
        </div>
      </fieldset>
      <div class="row">
        {(["from", "until"] as const).map((key) => (
          <div key={key} class="field">
            <label for={`${id}-${key}`}>{t[key].label}</label>
            <input
              id={`${id}-${key}`}
              class="input"
              type="date"
              required
              aria-describedby={`${id}-${key}-words`}
              value={dates[key]}
              onChange={(event) => onDates({ ...dates, [key]: event.currentTarget.value })}
            />
            <DateWords id={`${id}-${key}-words`} value={dates[key]} />
          </div>
        ))}
      </div>
    </>
  );
}

/** The report as a file, or on paper; a large one is ordered. */
function Take(props: {
  courseId: string;
  query: Dates & { group?: string; student?: string };
  report: Report;
  printHref: (query: string) => string;
}) {
  const { courseId, query, report, printHref } = props;
  const t = messages.value.reports;
  const busy = useSignal<ReportFormat | null>(null);
  const problem = useSignal<unknown>(null);
  const large = report.students.length * report.meetings.length > LARGE_REPORT_CELLS;
  async function take(format: ReportFormat) {
    if (busy.value !== null) return;
    busy.value = format;
    problem.value = null;
    try {
      if (large) {
        await api.reports.order({ ...query, courseId, format });
        toast(t.ordered);
        navigate("/reports");
      } else {
        const file = await api.reports.file(courseId, { ...query, format });
        saveFile(file);
        toast(t.saved(file.name));
      }
    } catch (error) {
      problem.value = error;
    } finally {
      busy.value = null;
    }
  }
  const button = (format: ReportFormat, content: ComponentChildren) => (
    <button
      key={format}
      type="button"
      class={format === "pdf" ? "button button-primary" : "button"}
      aria-disabled={busy.value !== null}
      onClick={() => void take(format)}
    >
      {busy.value === format ? <span class="spinner" /> : <IconDownload size={18} />}
      {content}
    </button>
  );
  return (
    <div class="stack stack-s">
      {large && <Note tone="wait">{t.large}</Note>}
      <div class="row" role="group" aria-label={t.download}>
        {REPORT_FORMATS.map((format) =>
          button(format, large ? t.order(t.formats[format]) : t.formats[format]),
        )}
        <a class="button" href={printHref(new URLSearchParams({ ...query }).toString())}>
          <IconPrint size={18} />
          {t.print}
        </a>
      </div>
      {problem.value !== null && <ProblemNote error={problem.value} />}
    </div>
  );
}
