import type { ImportReport } from "../../../shared/api/roster-import.ts";
import { Badge, type Tone } from "../../components/feedback.tsx";
import { CardTable } from "../../components/table-parts.tsx";
import { messages } from "../../i18n/i18n.ts";

/** What is wrong, by the file's row. */
export function ErrorTable({ found }: { found: ImportReport }) {
  const t = messages.value.timetable.import;
  return (
    <>
      <CardTable columns={[t.row, t.what, t.value]}>
        {found.errors.map(({ row, field, code, value, firstRow }) => (
          <tr key={`${row} ${field} ${code}`}>
            <th scope="row">
              {t.row} {row}
            </th>
            <td>
              {t.errors[code]} {firstRow !== null && t.firstRow(firstRow)}
            </td>
            <td class="break" data-label={field ? t.fields[field] : t.value}>
              {value}
            </td>
          </tr>
        ))}
      </CardTable>
      {found.errors.length === 200 && <p class="muted">{t.errorsMore(200)}</p>}
    </>
  );
}

const TONES: Readonly<Record<ImportReport["preview"][number]["outcome"], Tone>> = {
  new: "ok",
  back: "ok",
  changed: "look",
  same: "wait",
  wrong: "bad",
};

/** The first rows as they were read. */
export function PreviewTable({ found }: { found: ImportReport }) {
  const t = messages.value.timetable.import;
  const { fields } = t;
  return (
    <>
      <h3>{t.preview}</h3>
      <CardTable
        columns={[
          fields.name,
          fields.studentNumber,
          fields.group,
          fields.eligibleFrom,
          fields.eligibleUntil,
          t.summary,
        ]}
      >
        {found.preview.map((row) => (
          <tr key={row.row}>
            <th scope="row">
              {row.name}
              <span class="muted small block break">{row.email}</span>
            </th>
            <td data-label={fields.studentNumber}>{row.studentNumber}</td>
            <td data-label={fields.group}>{row.group}</td>
            <td data-label={fields.eligibleFrom}>{row.eligibleFrom}</td>
            <td data-label={fields.eligibleUntil}>{row.eligibleUntil}</td>
            <td>
              <Badge tone={TONES[row.outcome]}>{t.outcomes[row.outcome]}</Badge>
            </td>
          </tr>
        ))}
      </CardTable>
    </>
  );
}
