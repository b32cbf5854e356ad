import { useSignal } from "@preact/signals";
import { type Course, CourseRole, type RosterRow, RosterAddition } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { EnrolmentBadge } from "../../components/enrolment-badge.tsx";
import { Badge, Empty } from "../../components/feedback.tsx";
import { FieldFrame, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { teaching } from "../../store/teaching.ts";
import { RosterEdit } from "./roster-edit.tsx";

/** Whether this person may change the course: only they are shown its join code. */
const managesCourse = (course: Course): boolean => course.joinCode !== null;

/** `onChanged`: somebody came or went, so the course counts anew. */
export function RosterTab({ course, onChanged }: { course: Course; onChanged: () => void }) {
  const t = messages.value.teach.course;
  const roster = useLoad(async () => (await teaching.roster(course.id)).value, [course.id]);
  const removing = useSignal<RosterRow | null>(null);
  const remove = async ({ userId, name }: RosterRow) => {
    await api.courses.removeFromRoster(course.id, userId);
    roster.put((roster.data.value ?? []).filter((row) => row.userId !== userId));
    toast(messages.value.teach.course.removed(name));
    onChanged();
  };
  const added = (rows: RosterRow[]) => {
    roster.put(rows);
    onChanged();
  };
  const editing = useSignal<RosterRow | null>(null);
  const one = removing.value;
  const mayManage = managesCourse(course);
  return (
    <div class="stack stack-l">
      {mayManage && (
        <div>
          <a class="button" href={`/courses/${course.id}/import`}>
            <IconPlus size={18} />
            {messages.value.timetable.roster.import}
          </a>
        </div>
      )}
      <Loadable from={roster}>
        {(rows) => (
          <>
            {!rows.some(({ role }) => role === "student") && (
              <div class="card">
                <Empty picture={<PicturePeople />} title={t.rosterEmptyTitle}>
                  <p>{t.rosterEmptyText}</p>
                </Empty>
              </div>
            )}
            <Rows
              rows={rows}
              {...(mayManage && {
                onRemove: (row: RosterRow) => (removing.value = row),
                onEdit: (row: RosterRow) => (editing.value = row),
              })}
            />
          </>
        )}
      </Loadable>
      {mayManage && <Addition course={course} onAdded={added} />}
      {editing.value && (
        <RosterEdit
          course={course}
          row={editing.value}
          onClose={() => (editing.value = null)}
          onSaved={roster.put}
        />
      )}
      {one && (
        <ConfirmDialog
          title={t.removeTitle(one.name)}
          action={t.remove}
          danger
          onConfirm={() => remove(one)}
          onClose={() => (removing.value = null)}
        >
          <p>{t.removeText}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly RosterRow[];
  readonly onRemove?: (row: RosterRow) => void;
  readonly onEdit?: (row: RosterRow) => void;
}

/** Rows are shown by so many: a file may bring thousands. */
const STEP = 200;

function Rows({ rows, onRemove, onEdit }: RowsProps) {
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
  const needle = wanted.value.trim().toLocaleLowerCase();
  const found = rows.filter(
    (row) =>
      (group.value === "" || row.groupId === group.value) &&
      [row.name, row.email, row.studentNumber ?? ""].join(" ").toLocaleLowerCase().includes(needle),
  );
  const shown = found.slice(0, limit.value);
  return (
    <div class="stack">
      <SearchField label={t.search} value={wanted} />
      {groups.size > 0 && (
        <select
          class="select"
          aria-label={words.group}
          value={group.value}
          onChange={(event) => (group.value = event.currentTarget.value)}
        >
          <option value="">{words.all}</option>
          {[...groups].map(([id, name]) => (
            <option value={id} key={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <div class="table-wrap">
        <table class="table table-cards">
          <thead>
            <tr>
              <th scope="col">{t.columns.name}</th>
              <th scope="col">{t.columns.number}</th>
              <th scope="col">{t.columns.role}</th>
              {groups.size > 0 && <th scope="col">{words.group}</th>}
              <th scope="col">{t.columns.enrolment}</th>
              <th scope="col">{t.columns.joined}</th>
              {onRemove && (
                <th scope="col">
                  <span class="hidden-text">{t.remove}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.userId}>
                <th scope="row">
                  {row.name}
                  <span class="muted small block">{row.email}</span>
                </th>
                <td data-label={t.columns.number}>{row.studentNumber ?? "–"}</td>
                <td data-label={t.columns.role}>{roles[row.role]}</td>
                {groups.size > 0 && <td data-label={words.group}>{row.groupName}</td>}
                <td>
                  {row.withoutAccount ? (
                    <Badge tone="wait">{words.withoutAccount}</Badge>
                  ) : (
                    row.role === "student" && <EnrolmentBadge status={row.enrolment} />
                  )}
                </td>
                <td data-label={t.columns.joined}>
                  {format.date(row.eligibleFrom ? `${row.eligibleFrom}T12:00:00` : row.joinedAt)}
                  {row.eligibleUntil && ` – ${format.date(`${row.eligibleUntil}T12:00:00`)}`}
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
          </tbody>
        </table>
      </div>
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

function Addition({ course, onAdded }: { course: Course; onAdded: (rows: RosterRow[]) => void }) {
  const t = messages.value.teach.course;
  const { account, common } = messages.value;
  const form = useForm({
    initial: { email: "", role: "student" },
    schema: RosterAddition,
    send: async (typed) => {
      onAdded(await api.courses.addToRoster(course.id, typed));
      form.set("email", "");
      toast(messages.value.teach.course.added);
    },
  });
  const texts = { email: account.fields.email, role: { label: t.addRole, hint: "", error: "" } };
  return (
    <section class="card stack" aria-labelledby="add">
      <h2 id="add">{t.add}</h2>
      <Form form={form} texts={texts} submit={t.addSubmit}>
        <TextField form={form} name="email" text={texts.email} kind="email" autoComplete="off" />
        <FieldFrame form={form} name="role" text={texts.role}>
          {({ id }) => (
            <select
              id={id}
              class="select"
              value={form.values.role.value}
              onChange={(event) => form.set("role", event.currentTarget.value)}
            >
              {CourseRole.options.map((role) => (
                <option value={role} key={role}>
                  {common.roles[role]}
                </option>
              ))}
            </select>
          )}
        </FieldFrame>
      </Form>
    </section>
  );
}
