import type { Course } from "../../../shared/api/course.ts";
import { RosterChange, type RosterRow } from "../../../shared/api/roster.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { usePlaces } from "./use-places.ts";

/** A student's group, and from and until when meetings count for them. */
export function RosterEdit(props: {
  course: Course;
  row: RosterRow;
  onClose: () => void;
  onSaved: (rows: RosterRow[]) => void;
}) {
  const { course, row } = props;
  const t = messages.value.timetable.roster;
  const { groups } = usePlaces(course.id);
  const options = groups.map(({ value, label }) => ({ value, label: value === "" ? t.noGroup : label }));
  const form = useForm({
    initial: {
      groupId: row.groupId ?? "",
      eligibleFrom: row.eligibleFrom ?? "",
      eligibleUntil: row.eligibleUntil ?? "",
    },
    schema: RosterChange,
    shape: ({ groupId, eligibleFrom, eligibleUntil }) => ({
      groupId: groupId || null,
      eligibleFrom: eligibleFrom || null,
      eligibleUntil: eligibleUntil || null,
    }),
    send: async (typed) => {
      props.onSaved(await api.courses.changeRoster(course.id, row.userId, typed));
      toast(messages.value.common.saved);
      props.onClose();
    },
  });
  const texts = { groupId: t.groupField, eligibleFrom: t.fromField, eligibleUntil: t.untilField };
  return (
    <Dialog title={t.editOf(row.name)} onClose={props.onClose}>
      <p class="muted">{t.editText}</p>
      <Form form={form} texts={texts} submit={messages.value.common.actions.save}>
        {options.length > 1 && (
          <SelectField form={form} name="groupId" text={t.groupField} options={options} />
        )}
        <div class="form-pair">
          <TextField form={form} name="eligibleFrom" text={t.fromField} kind="date" optional />
          <TextField form={form} name="eligibleUntil" text={t.untilField} kind="date" optional />
        </div>
      </Form>
    </Dialog>
  );
}
