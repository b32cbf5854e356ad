import { useSignal } from "@preact/signals";
import type { Course } from "../../../shared/api/course.ts";
import { type Group, GroupRequest, type Timetable } from "../../../shared/api/timetable.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { IconPlus } from "../../components/icons.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";

interface GroupsProps {
  readonly course: Course;
  readonly timetable: Timetable;
  readonly onChanged: (timetable: Timetable) => void;
}

/** The groups in which students take a course. */
export function Groups({ course, timetable, onChanged }: GroupsProps) {
  const t = messages.value.timetable.course;
  const editing = useSignal<Group | "new" | null>(null);
  const removing = useSignal<Group | null>(null);
  const one = removing.value;
  return (
    <section class="stack" aria-labelledby="groups">
      <div class="row row-between">
        <h2 id="groups">{t.groups}</h2>
        <button type="button" class="button" onClick={() => (editing.value = "new")}>
          <IconPlus size={18} />
          {t.addGroup}
        </button>
      </div>
      <p class="muted">{t.groupsText}</p>
      {timetable.groups.length > 0 && (
        <ul class="links">
          {timetable.groups.map((group) => (
            <li key={group.id}>
              <div class="item wrap">
                <span class="grow">
                  <strong>{group.name}</strong>
                  <span class="muted small block">{t.groupStudents(group.students)}</span>
                </span>
                <button
                  type="button"
                  class="button"
                  aria-label={`${t.renameGroup}: ${group.name}`}
                  onClick={() => (editing.value = group)}
                >
                  {t.renameGroup}
                </button>
                <button
                  type="button"
                  class="button"
                  aria-label={`${t.remove}: ${group.name}`}
                  onClick={() => (removing.value = group)}
                >
                  {t.remove}
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {editing.value && (
        <GroupDialog
          course={course}
          group={editing.value === "new" ? null : editing.value}
          onClose={() => (editing.value = null)}
          onSaved={onChanged}
        />
      )}
      {one && (
        <ConfirmDialog
          title={t.removeGroupTitle(one.name)}
          action={t.remove}
          danger
          onConfirm={async () => onChanged(await api.timetable.removeGroup(course.id, one.id))}
          onClose={() => (removing.value = null)}
        >
          <p>{t.removeGroupText}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function GroupDialog(props: {
  course: Course;
  group: Group | null;
  onClose: () => void;
  onSaved: (timetable: Timetable) => void;
}) {
  const { course, group } = props;
  const t = messages.value.timetable.course;
  const form = useForm({
    initial: { name: group?.name ?? "" },
    schema: GroupRequest,
    send: async (typed) => {
      props.onSaved(
        group
          ? await api.timetable.renameGroup(course.id, group.id, typed)
          : await api.timetable.addGroup(course.id, typed),
      );
      props.onClose();
    },
  });
  return (
    <Dialog title={group ? t.renameGroup : t.addGroup} onClose={props.onClose}>
      <Form form={form} texts={{ name: t.groupName }} submit={t.save}>
        <TextField form={form} name="name" text={t.groupName} autoComplete="off" maxLength={80} />
      </Form>
    </Dialog>
  );
}
