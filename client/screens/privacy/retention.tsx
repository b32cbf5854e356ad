import type { ComponentChildren } from "preact";
import type { Retention } from "../../../shared/api/retention.ts";
import { api } from "../../api.ts";
import { Badge, Note } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { TableFrame } from "../../components/table-frame.tsx";
import { TableHead } from "../../components/table-parts.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** What is kept for how long, and what was last looked after. */
export function RetentionScreen() {
  const { privacy, manage } = messages.value;
  const t = privacy.retention;
  const loaded = useLoad((signal) => api.privacy.retention({ signal }));
  return (
    <Page
      title={t.title}
      text={t.text}
      back={{ href: "/health", label: manage.health.title }}
      actions={
        <>
          <a class="button" href="/retention/log">
            {t.links.log}
          </a>
          <a class="button" href="/impact-assessment">
            {t.links.assessment}
          </a>
          <a class="button" href="/stop">
            {t.links.stop}
          </a>
        </>
      }
    >
      <Loadable from={loaded}>
        {(retention) => (
          <div class="stack stack-l">
            <Classes of={retention} />
            <Checks of={retention} />
          </div>
        )}
      </Loadable>
    </Page>
  );
}

function Classes({ of }: { of: Retention }) {
  const { retention: t, classes } = messages.value.privacy;
  const c = t.columns;
  return (
    <TableFrame label={t.caption}>
      <table class="table table-cards">
        <caption class="hidden-text">{t.caption}</caption>
        <TableHead columns={[c.class, c.days, c.kept, c.due, c.next]} />
        <tbody>
          {of.classes.map((one) => (
            <tr key={one.class}>
              <th scope="row">
                {classes[one.class]}
                <span class="muted small block">{t.from[one.class]}</span>
              </th>
              <td data-label={c.days}>{t.days(one.days)}</td>
              <td data-label={c.kept}>{format.number(one.kept)}</td>
              <td data-label={c.due}>
                {one.due > 0 ? <Badge tone="wait">{format.number(one.due)}</Badge> : format.number(0)}
              </td>
              <td data-label={c.next}>{one.nextDue === null ? "—" : format.date(one.nextDue)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** The last round of destroying, the last comparison, the store's own rules. */
function Checks({ of: { lastRun, reconciled, lakeRules, lake } }: { of: Retention }) {
  const { retention: t, classes, store } = messages.value.privacy;
  const destroyed = Object.entries(lastRun?.result.destroyed ?? {});
  const found = reconciled?.result;
  return (
    <section class="stack" aria-labelledby="checks">
      <h2 id="checks">{t.checksTitle}</h2>
      {lake !== "here" && (
        <Note tone="bad" title={`${store.term}: ${store[lake].title}`}>
          <p>{store[lake].text}</p>
        </Note>
      )}
      {found && found.missing > 0 && (
        <Note tone="bad" title={t.missing(found.missing)}>
          <p>{t.missingText}</p>
          <p class="small break">{found.missingNames.slice(0, 5).join(" ")}</p>
        </Note>
      )}
      <dl class="facts card">
        <Fact term={t.destroyed} at={lastRun?.at ?? null}>
          {destroyed.length === 0
            ? t.destroyedNothing
            : destroyed.map(([name, count]) => `${named(classes, name)}: ${format.number(count)}`).join("; ")}
        </Fact>
        <Fact term={t.reconciled} at={reconciled?.at ?? null}>
          {found && t.objects(found.objects, found.deleted)}
          {found?.missing === 0 && `. ${t.agree}`}
        </Fact>
        <Fact term={t.rules} at={lakeRules?.at ?? null}>
          {lakeRules?.result.set ? (
            t.rulesSet(
              lakeRules.result.rules.map(({ prefix, days }) => t.rule(prefix, t.days(days))).join(", "),
            )
          ) : (
            <>
              {t.rulesNot} {lake === "here" && t.rulesNotText}
            </>
          )}
        </Fact>
      </dl>
    </section>
  );
}

const named = (classes: Readonly<Record<string, string>>, name: string) => classes[name] ?? name;

function Fact({ term, at, children }: { term: string; at: string | null; children: ComponentChildren }) {
  const t = messages.value.privacy.retention;
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        {at === null ? (
          t.never
        ) : (
          <>
            {children}
            <span class="muted small block">{format.stamp(at)}</span>
          </>
        )}
      </dd>
    </div>
  );
}
