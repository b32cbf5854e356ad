import { useSignal } from "@preact/signals";
import type { Deletion } from "../../../shared/api/retention.ts";
import { api } from "../../api.ts";
import { Disclosure } from "../../components/disclosure.tsx";
import { EmptyCard, ProblemNote } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PictureDone } from "../../components/pictures.tsx";
import { TableFrame } from "../../components/table-frame.tsx";
import { TableHead } from "../../components/table-parts.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** What was destroyed, the newest first, a page at a time. */
export function DeletionLog() {
  const { log: t, retention } = messages.value.privacy;
  const first = useLoad((signal) => api.privacy.deletions(null, { signal }));
  const older = useSignal<{ deletions: Deletion[]; next: string | null } | null>(null);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  async function more(before: string) {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      const page = await api.privacy.deletions(before);
      older.value = { deletions: [...(older.value?.deletions ?? []), ...page.deletions], next: page.next };
    } catch (error) {
      problem.value = error;
    } finally {
      busy.value = false;
    }
  }
  return (
    <Page title={t.title} text={t.text} back={{ href: "/retention", label: retention.title }}>
      <Loadable from={first}>
        {(page) => {
          const next = older.value ? older.value.next : page.next;
          const all = [...page.deletions, ...(older.value?.deletions ?? [])];
          return all.length === 0 ? (
            <EmptyCard picture={<PictureDone />} title={t.emptyTitle}>
              <p>{t.emptyText}</p>
            </EmptyCard>
          ) : (
            <div class="stack">
              <Lines of={all} />
              {problem.value !== null && <ProblemNote error={problem.value} />}
              {next !== null && (
                <div>
                  <button
                    type="button"
                    class="button"
                    aria-disabled={busy.value}
                    onClick={() => void more(next)}
                  >
                    {busy.value && <span class="spinner" />}
                    {t.more}
                  </button>
                </div>
              )}
            </div>
          );
        }}
      </Loadable>
    </Page>
  );
}

function Lines({ of }: { of: readonly Deletion[] }) {
  const { log: t, classes, reasons } = messages.value.privacy;
  const c = t.columns;
  return (
    <TableFrame label={t.caption}>
      <table class="table table-cards">
        <caption class="hidden-text">{t.caption}</caption>
        <TableHead columns={[c.class, c.at, c.count, c.why, c.by]} />
        <tbody>
          {of.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {classes[one.class]}
                {one.names.length > 0 && (
                  <Disclosure summary={t.objects}>
                    {() => (
                      <ul class="small muted">
                        {one.names.map((name) => (
                          <li key={name} class="break">
                            {name}
                          </li>
                        ))}
                      </ul>
                    )}
                  </Disclosure>
                )}
              </th>
              <td data-label={c.at}>{format.stamp(one.at)}</td>
              <td data-label={c.count}>{format.number(one.count)}</td>
              <td data-label={c.why}>{reasons[one.reason]}</td>
              <td data-label={c.by}>{one.by === "rule" ? t.rule : (one.actor ?? t.gonePerson)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
