import { useId } from "preact/hooks";
import { ImportField, type ImportPlan, type ImportReport } from "../../../shared/api/roster-import.ts";
import { messages } from "../../i18n/i18n.ts";

/** Which column is what; a choice is looked at by the server at once. */
export function Mapping(props: {
  found: ImportReport;
  onChange: (plan: Omit<ImportPlan, "dryRun">) => void;
}) {
  const { found, onChange } = props;
  const t = messages.value.timetable.import;
  const id = useId();
  const choose = (at: number, field: ImportField | null) =>
    onChange({
      // a field is one column's: it moves from where it was
      columns: found.columns.map((column, i) =>
        i === at ? field : column.field === field ? null : column.field,
      ),
    });
  return (
    <section class="stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.columns}</h2>
      {found.sheets.length > 1 && (
        <div class="field">
          <label for={`${id}-sheet`}>{t.sheet}</label>
          <select
            id={`${id}-sheet`}
            class="select"
            value={found.sheet ?? ""}
            // another sheet has other columns: they are guessed anew
            onChange={(event) =>
              onChange({ sheet: event.currentTarget.value, columns: undefined, heading: undefined })
            }
          >
            {found.sheets.map((sheet) => (
              <option value={sheet} key={sheet}>
                {sheet}
              </option>
            ))}
          </select>
        </div>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={found.heading}
          onChange={(event) => onChange({ heading: event.currentTarget.checked })}
        />
        <span>{t.heading}</span>
      </label>
      <div class="map-grid">
        {found.columns.map(({ title, field, samples }, i) => (
          <div class="field" key={`${i} ${title}`}>
            <label for={`${id}-${i}`}>{title || t.column(i + 1)}</label>
            {samples.length > 0 && (
              <p class="hint break" id={`${id}-${i}-hint`}>
                {t.samples(samples.join(", "))}
              </p>
            )}
            <select
              id={`${id}-${i}`}
              class="select"
              aria-describedby={samples.length > 0 ? `${id}-${i}-hint` : undefined}
              value={field ?? ""}
              onChange={(event) => {
                const wanted = event.currentTarget.value;
                choose(i, ImportField.options.find((option) => option === wanted) ?? null);
              }}
            >
              <option value="">{t.nothing}</option>
              {ImportField.options.map((option) => (
                <option value={option} key={option}>
                  {t.fields[option]}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </section>
  );
}
