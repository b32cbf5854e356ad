import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { MadeReport } from "../../../shared/api/reports.ts";
import { api } from "../../api.ts";
import { CardList } from "../../components/card-list.tsx";
import { Badge, ProblemNote, type Tone } from "../../components/feedback.tsx";
import { IconDownload } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { ScheduleList } from "./schedules.tsx";
import "../../styles/reports.css";

const LOOK_AGAIN_MS = 1500;
const underWay = ({ state }: MadeReport) => state === "waiting" || state === "making";

/** Reports that were made, are being made, or come by themselves. */
export function Reports() {
  const t = messages.value.reports;
  const list = useLoad(() => api.reports.list());
  const busy = list.data.value?.reports.some(underWay) ?? false;
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(list.reload, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [busy]);
  return (
    <Page
      title={t.title}
      text={t.text}
      back={{ href: "/courses", label: messages.value.teach.courses.title }}
    >
      <Loadable from={list}>
        {({ reports, schedules }) => (
          <div class="stack stack-l">
            <section class="stack" aria-labelledby="made">
              <h2 id="made">{t.list.title}</h2>
              <CardList list={reports} emptyTitle={t.list.emptyTitle} emptyText={t.list.emptyText}>
                {(report) => <Row key={report.id} report={report} onChanged={list.reload} />}
              </CardList>
            </section>
            <section class="stack" aria-labelledby="schedules">
              <h2 id="schedules">{t.schedule.title}</h2>
              <ScheduleList schedules={schedules} onChanged={list.reload} />
            </section>
          </div>
        )}
      </Loadable>
    </Page>
  );
}

const TONE: Readonly<Record<MadeReport["state"], Tone>> = {
  waiting: "wait",
  making: "pen",
  ready: "ok",
  failed: "bad",
  cancelled: "wait",
};

function Row({ report, onChanged }: { report: MadeReport; onChanged: () => void }) {
  const { list: t, formats } = messages.value.reports;
  const problem = useSignal<unknown>(null);
  const name = `${report.courseName}, ${format.date(report.from)} – ${format.date(report.until)}, ${formats[report.format]}`;
  const act = async (work: () => Promise<unknown>) => {
    problem.value = null;
    try {
      await work();
      onChanged();
    } catch (error) {
      problem.value = error;
    }
  };
  return (
    <li class="card made-report">
      <div class="stack stack-s grow">
        <strong class="break">{report.courseName}</strong>
        <span class="muted">
          {[
            report.scopeName ?? t.whole,
            `${format.date(report.from)} – ${format.date(report.until)}`,
            formats[report.format],
            report.bytes === null ? null : format.bytes(report.bytes),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        <span class="row">
          <Badge tone={TONE[report.state]}>{t.state[report.state]}</Badge>
          {report.unread && <Badge tone="pen">{t.new}</Badge>}
          <span class="muted small">
            {[
              report.scheduled ? t.scheduled : null,
              report.mail === null ? null : t.mail[report.mail],
              report.state === "ready" ? t.until(format.date(report.expiresAt)) : null,
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        {underWay(report) && report.of > 0 && (
          <progress
            class="progress"
            value={report.done}
            max={report.of}
            aria-label={t.progress(report.done, report.of)}
          />
        )}
        {problem.value !== null && <ProblemNote error={problem.value} />}
      </div>
      <div class="row">
        {report.state === "ready" && (
          <a
            class="button button-primary"
            href={api.reports.fileUrl(report.id)}
            download={report.fileName ?? ""}
            aria-label={t.download(name)}
            onClick={() => setTimeout(onChanged, 1000)}
          >
            <IconDownload size={18} />
            {messages.value.reports.download}
          </a>
        )}
        {underWay(report) || report.state === "failed" ? (
          <button
            type="button"
            class="button"
            aria-label={t.cancelLabel(name)}
            onClick={() => void act(() => api.reports.cancel(report.id))}
          >
            {t.cancel}
          </button>
        ) : (
          <button
            type="button"
            class="button button-quiet"
            aria-label={t.removeLabel(name)}
            onClick={() => void act(() => api.reports.remove(report.id))}
          >
            {t.remove}
          </button>
        )}
      </div>
    </li>
  );
}
