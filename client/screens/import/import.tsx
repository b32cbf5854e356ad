import { useSignal } from "@preact/signals";
import type { ImportField, ImportPlan, ImportReport } from "../../../shared/api/roster-import.ts";
import { api } from "../../api.ts";
import { Loading, Note, ProblemNote } from "../../components/feedback.tsx";
import { FilePicker } from "../../components/file-picker.tsx";
import { Page } from "../../components/page.tsx";
import { messages } from "../../i18n/i18n.ts";
import type { ScreenProps } from "../routes.ts";
import { ErrorTable, PreviewTable } from "./import-tables.tsx";
import { Mapping } from "./mapping.tsx";

interface Chosen {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** A roster from a file: choose it, see what it would change and what is wrong with it, take it over. */
export function ImportRoster({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const t = messages.value.timetable.import;
  const words = messages.value.common.file;
  const file = useSignal<Chosen | null>(null);
  const report = useSignal<ImportReport | null>(null);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);

  async function ask(chosen: Chosen, plan: ImportPlan) {
    busy.value = true;
    problem.value = null;
    try {
      report.value = await api.courses.importRoster(id, chosen.bytes, plan);
    } catch (error) {
      problem.value = error;
    } finally {
      busy.value = false;
    }
  }
  async function choose(picked: File) {
    report.value = null;
    const chosen = { name: picked.name, bytes: await picked.arrayBuffer() };
    file.value = chosen;
    await ask(chosen, { dryRun: true });
  }
  const again = (change: Omit<ImportPlan, "dryRun">, dryRun: boolean) => {
    if (file.value && !busy.value) void ask(file.value, { dryRun, ...change });
  };
  const found = report.value;
  return (
    <Page title={t.title} text={t.text} back={{ href: `/courses/${id}?tab=roster`, label: t.toRoster }}>
      <div class="stack stack-l">
        <FilePicker
          label={file.value ? words.another : words.choose}
          chosen={file.value?.name ?? null}
          accept=".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          primary={!file.value}
          busy={busy.value}
          onChoose={(picked) => void choose(picked)}
        >
          {found && <span class="muted small block">{formatOf(found)}</span>}
        </FilePicker>
        {busy.value && <Loading text={t.reading} />}
        {problem.value !== null && <ProblemNote error={problem.value} />}
        {found && <Found id={id} found={found} busy={busy.value} onAgain={again} />}
      </div>
    </Page>
  );
}

const formatOf = ({ format, encoding, rows }: ImportReport) => {
  const t = messages.value.timetable.import;
  return `${[format.toUpperCase(), encoding?.toUpperCase()].filter(Boolean).join(", ")} · ${t.rows(rows)}`;
};

function Found(props: {
  id: string;
  found: ImportReport;
  busy: boolean;
  onAgain: (plan: Omit<ImportPlan, "dryRun">, dryRun: boolean) => void;
}) {
  const { found, onAgain } = props;
  const t = messages.value.timetable.import;
  const { counts } = found;
  const changes = counts.new + counts.back + counts.changed;
  const plan = {
    columns: found.columns.map(({ field }): ImportField | null => field),
    heading: found.heading,
    ...(found.sheet !== null && { sheet: found.sheet }),
  };
  if (found.done) {
    return (
      <Note tone="ok" title={t.done(changes)} alert>
        <p>
          <a class="button button-primary" href={`/courses/${props.id}?tab=roster`}>
            {t.toRoster}
          </a>
        </p>
      </Note>
    );
  }
  const ready = found.missing.length === 0 && counts.wrong === 0;
  return (
    <>
      <Mapping found={found} onChange={(changed) => onAgain({ ...plan, ...changed }, true)} />
      {found.missing.map((field) => (
        <Note tone="look" key={field} alert>
          {t.missing[field]}
        </Note>
      ))}
      {counts.wrong > 0 && (
        <section class="stack" aria-labelledby="errors">
          <Note tone="bad" alert>
            <h2 id="errors">{t.errorsTitle(counts.wrong)}</h2>
            <p>{t.errorsText}</p>
          </Note>
          <ErrorTable found={found} />
        </section>
      )}
      {found.missing.length === 0 && (
        <section class="stack" aria-labelledby="summary">
          <h2 id="summary">{t.summary}</h2>
          <ul class="import-counts">
            {(["new", "back", "changed", "same", "wrong"] as const)
              .filter((outcome) => counts[outcome] > 0)
              .map((outcome) => (
                <li key={outcome}>
                  <strong>{counts[outcome]}</strong> {t.outcomes[outcome]}
                </li>
              ))}
          </ul>
          {counts.withoutAccount > 0 && <p class="muted">{t.withoutAccount(counts.withoutAccount)}</p>}
          {found.newGroups.length > 0 && <p>{t.newGroups(found.newGroups.join(", "))}</p>}
          {ready && changes === 0 && <Note tone="ok">{t.nothingToDo}</Note>}
          {ready && changes > 0 && (
            <div>
              <button
                type="button"
                class="button button-primary button-big"
                aria-disabled={props.busy}
                onClick={() => onAgain(plan, false)}
              >
                {t.take(changes)}
              </button>
            </div>
          )}
          {found.preview.length > 0 && <PreviewTable found={found} />}
        </section>
      )}
    </>
  );
}
