import { useSignal } from "@preact/signals";
import { type Course, CourseRole } from "../../../shared/api/course.ts";
import { type RosterRow, RosterAddition } from "../../../shared/api/roster.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { EmptyCard } from "../../components/feedback.tsx";
import { SelectField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { teaching } from "../../store/teaching.ts";
import { ClaimDialog } from "./claim-dialog.tsx";
import { RosterEdit } from "./roster-edit.tsx";
import { RosterRows } from "./roster-rows.tsx";

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
  const claiming = useSignal<RosterRow | null>(null);
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
              <EmptyCard picture={<PicturePeople />} title={t.rosterEmptyTitle}>
                <p>{t.rosterEmptyText}</p>
              </EmptyCard>
            )}
            <RosterRows
              rows={rows}
              {...(mayManage && {
                onRemove: (row: RosterRow) => (removing.value = row),
                onEdit: (row: RosterRow) => (editing.value = row),
                onClaim: (row: RosterRow) => (claiming.value = row),
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
      {claiming.value && (
        <ClaimDialog
          courseId={course.id}
          row={claiming.value}
          onClose={() => (claiming.value = null)}
          onDecided={roster.reload}
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
  const roles = CourseRole.options.map((value) => ({ value, label: common.roles[value] }));
  const texts = { email: account.fields.email, role: { label: t.addRole, hint: "", error: "" } };
  return (
    <section class="card stack" aria-labelledby="add">
      <h2 id="add">{t.add}</h2>
      <Form form={form} texts={texts} submit={t.addSubmit}>
        <TextField form={form} name="email" text={texts.email} kind="email" autoComplete="off" />
        <SelectField form={form} name="role" text={texts.role} options={roles} />
      </Form>
    </section>
  );
}
