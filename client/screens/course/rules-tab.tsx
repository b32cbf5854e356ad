import { type Course, CourseChange, DEFAULT_CLOSE_AFTER_MIN } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";

const MINUTES_AN_HOUR = 60;

const closesAfter = ({ policy: { closeAfterMin = DEFAULT_CLOSE_AFTER_MIN } }: Course): string =>
  closeAfterMin === null ? "" : String(closeAfterMin);

/** Name and check-in rules of a course. */
export function RulesTab({ course, onChanged }: { course: Course; onChanged: (course: Course) => void }) {
  const { course: t, create } = messages.value.teach;
  const { closesItself } = messages.value.offline;
  const form = useForm({
    initial: {
      name: course.name,
      late: String(course.policy.lateAfterMin),
      sync: String(course.policy.syncWithinMin / MINUTES_AN_HOUR),
      close: closesAfter(course),
    },
    schema: CourseChange,
    shape: ({ name, late, sync, close }) => ({
      name,
      policy: {
        ...course.policy,
        lateAfterMin: Number(late),
        syncWithinMin: Math.round(Number(sync) * MINUTES_AN_HOUR),
        closeAfterMin: close.trim() === "" ? null : Number(close),
      },
    }),
    fieldOf: {
      "policy.lateAfterMin": "late",
      "policy.syncWithinMin": "sync",
      "policy.closeAfterMin": "close",
    },
    send: async (typed) => {
      onChanged(await api.courses.change(course.id, typed));
      toast(messages.value.common.saved);
    },
  });
  const texts = {
    name: { ...create.name, label: t.nameLabel },
    late: { ...t.late, label: `${t.late.label} (${t.minutesUnit})` },
    sync: { ...t.sync, label: `${t.sync.label} (${t.hoursUnit})` },
    close: { ...closesItself, label: `${closesItself.label} (${t.minutesUnit})` },
  };
  return (
    <section class="card stack" aria-labelledby="rules">
      <h2 id="rules">{t.rulesTitle}</h2>
      <Form form={form} texts={texts} submit={messages.value.common.actions.save}>
        <TextField form={form} name="name" text={texts.name} autoComplete="off" maxLength={160} />
        <TextField form={form} name="late" text={texts.late} kind="number" min={0} max={240} />
        <TextField form={form} name="sync" text={texts.sync} kind="number" min={0} max={336} />
        <TextField form={form} name="close" text={texts.close} kind="number" min={0} max={720} optional />
        <div class="field">
          <p class="legend">{t.roomCode}</p>
          <p class="muted">{t.roomCodeNone}</p>
        </div>
      </Form>
    </section>
  );
}
