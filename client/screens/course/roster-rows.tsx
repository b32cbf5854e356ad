import { useSignal } from "@preact/signals";
import type { RosterRow } from "../../../shared/api/roster.ts";
import { EnrolmentBadge } from "../../components/enrolment-badge.tsx";
import { Badge } from "../../components/feedback.tsx";
import { finds } from "../../components/finds.ts";
import { GroupFilter } from "../../components/group-filter.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { CardTable, PersonHead } from "../../components/table-parts.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

interface RowsProps {
  readonly rows: readonly RosterRow[];
  readonly onRemove?: (row: RosterRow) => void;
  readonly onEdit?: (row: RosterRow) => void;
  readonly onClaim?: (row: RosterRow) => void;
}

/** Rows are shown by so many: a file may bring thousands. */
const STEP = 200;

/** Everybody of a course, to be searched and filtered. */
export function RosterRows({ rows, onRemove, onEdit, onClaim }: RowsProps) {
  const { course: t } = messages.value.teach;
  const words = messages.value.timetable.roster;
  const { roles } = messages.value.common;
  const wanted = useSignal("");
  const group = useSignal("");
  const limit = useSignal(STEP);
  const groups = new Map(
    rows.flatMap(({ groupId, groupName }) => (groupId ? [[groupId, groupName ?? ""]] : [])),
  );
  const teachers = rows.filter(({ role }) => role === "teacher");
  // a course keeps at least one teacher
  const lastTeacher = teachers.length === 1 ? teachers[0] : null;
  const named = finds(wanted.value);
  const found = rows.filter(
    (row) =>
      (group.value === "" || row.groupId === group.value) && named(row.name, row.email, row.studentNumber),
  );
  const shown = found.slice(0, limit.value);
  return (
    <div class="stack">
      <div class="tools">
        <SearchField label={t.search} value={wanted} />
        <GroupFilter groups={[...groups].map(([id, name]) => ({ id, name }))} value={group} />
      </div>
      <CardTable
        tight
        columns={[
          t.columns.name,
          t.columns.number,
          t.columns.role,
          groups.size > 0 && words.group,
          t.columns.enrolment,
          t.columns.joined,
          onRemove !== undefined && <span class="hidden-text">{t.remove}</span>,
        ]}
      >
        {shown.map((row) => (
          <tr key={row.userId}>
            <PersonHead name={row.name} email={row.email} />
            <td class="nowrap" data-label={t.columns.number}>
              {row.studentNumber ?? "–"}
            </td>
            <td data-label={t.columns.role}>{roles[row.role]}</td>
            {groups.size > 0 && <td data-label={words.group}>{row.groupName}</td>}
            <td>
              {row.withoutAccount ? (
                <Badge tone="wait">{words.withoutAccount}</Badge>
              ) : (
                row.role === "student" && <EnrolmentBadge status={row.enrolment} />
              )}
              {row.claimed &&
                (onClaim ? (
                  <button
                    type="button"
                    class="button"
                    aria-label={words.claimOf(row.name)}
                    onClick={() => onClaim(row)}
                  >
                    {words.claimed}
                  </button>
                ) : (
                  <Badge tone="look">{words.claimed}</Badge>
                ))}
            </td>
            <td data-label={t.columns.joined}>
              {format.date(row.eligibleFrom ?? row.joinedAt)}
              {row.eligibleUntil && ` – ${format.date(row.eligibleUntil)}`}
            </td>
            {onRemove && (
              <td class="cell-buttons">
                {onEdit && row.role === "student" && (
                  <button
                    type="button"
                    class="button"
                    aria-label={words.editOf(row.name)}
                    onClick={() => onEdit(row)}
                  >
                    {words.edit}
                  </button>
                )}
                {row !== lastTeacher && (
                  <button
                    type="button"
                    class="button"
                    aria-label={`${t.remove}: ${row.name}`}
                    onClick={() => onRemove(row)}
                  >
                    {t.remove}
                  </button>
                )}
              </td>
            )}
          </tr>
        ))}
      </CardTable>
      {found.length > shown.length && (
        <div>
          <button type="button" class="button" onClick={() => (limit.value += STEP)}>
            {messages.value.timetable.meetings.more(found.length - shown.length)}
          </button>
        </div>
      )}
    </div>
  );
}
