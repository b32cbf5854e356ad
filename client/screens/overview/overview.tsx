import { useId, useMemo } from "preact/hooks";
import type { Overview } from "../../../shared/api/analysis.ts";
import { api } from "../../api.ts";
import { ChartFigure } from "../../components/chart/chart.tsx";
import { EmptyCard } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { navigate, place } from "../../components/router.tsx";
import { useLoad } from "../../components/use-load.ts";
import { analysisTexts } from "../../i18n/analysis.ts";
import { language } from "../../i18n/i18n.ts";
import "../../styles/chart.css";
import { count, stampIn } from "../analysis/figures.ts";
import { Glance, type GlanceItem, hourItem, onTimeItem, shareItem } from "../analysis/glance.tsx";
import { type ChartContext, termChart, weekChart } from "../analysis/share-charts.ts";
import { CourseTable } from "./course-table.tsx";
import { HeatTable } from "./heat-table.tsx";

/** A term at a glance: of one's own courses, or of all for an administrator. */
export function OverviewScreen() {
  const asked = place.value.query.get("term");
  const overview = useLoad((signal) => api.overview.get(asked, { signal }), [asked]);
  const { overview: t, meetings } = analysisTexts.value;
  const data = overview.data.value;
  return (
    <Page
      title={t.title}
      {...(data && { text: t.text(data.total.courses, meetings(data.total.meetings)) })}
      {...(data && { actions: <TermChoice of={data} /> })}
    >
      <Loadable from={overview}>{(of) => <Picture of={of} />}</Loadable>
    </Page>
  );
}

function TermChoice({ of }: { of: Overview }) {
  const { overview: t } = analysisTexts.value;
  const id = useId();
  if (of.terms.length + (of.others ? 1 : 0) < 2) return null;
  return (
    <div class="field">
      <label for={id}>{t.term}</label>
      <select
        id={id}
        class="select"
        value={of.termId ?? "none"}
        onChange={(event) => navigate(`/overview?term=${event.currentTarget.value}`, { replace: true })}
      >
        {of.terms.map((term) => (
          <option key={term.id} value={term.id}>
            {term.name}
          </option>
        ))}
        {of.others && <option value="none">{t.noTerm}</option>}
      </select>
    </div>
  );
}

function riskItem({ total }: Overview): GlanceItem {
  const { glance, overview: t } = analysisTexts.value;
  return {
    title: glance.risk,
    value: count(total.atRisk),
    text: t.riskOf(count(total.places)),
    tone: total.atRisk > 0 ? "bad" : "ok",
  };
}

function Picture({ of }: { of: Overview }) {
  const t = analysisTexts.value;
  const name = of.terms.find(({ id }) => id === of.termId)?.name ?? t.overview.title;
  const source = t.source(name, stampIn(of.at, of.timeZone), of.timeZone);
  const context = useMemo(() => ({ source, requiredPct: null }), [source]);
  const weeks = useMemo(() => weekChart(of.weeks, context), [of, context, language.value]);
  if (of.total.courses === 0 || of.total.meetings === 0) {
    const [title, text] =
      of.total.courses === 0 ? [t.overview.emptyTitle, t.overview.emptyText] : [t.emptyTitle, t.emptyText];
    return (
      <EmptyCard picture={<PicturePeople />} title={title}>
        <p>{text}</p>
      </EmptyCard>
    );
  }
  return (
    <div class="stack stack-l">
      <Glance
        items={[
          riskItem(of),
          shareItem(of.total.share, of.weeks),
          hourItem(of.hours),
          onTimeItem(of.total.onTime),
        ]}
      />
      <CourseTable courses={of.courses} />
      <section class="stack" aria-labelledby="charts">
        <h2 id="charts">{t.charts}</h2>
        <ChartFigure spec={weeks} />
        <HeatTable hours={of.hours} />
        <Terms context={context} />
      </section>
      <p class="muted small">{t.counted}</p>
    </div>
  );
}

/** All terms beside each other; asked for by themselves, because they are many. */
function Terms({ context }: { context: ChartContext }) {
  const t = analysisTexts.value;
  const terms = useLoad((signal) => api.overview.terms({ signal }));
  const list = terms.data.value;
  const spec = useMemo(
    () => list && list.length > 1 && termChart(list, t.terms.title, context),
    [list, context, language.value],
  );
  return spec ? <ChartFigure spec={spec} /> : null;
}
