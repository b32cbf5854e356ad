import { useSignal } from "@preact/signals";
import { ExcuseForDates } from "../../../shared/api/requests.ts";
import { dateIn } from "../../../shared/dates.ts";
import { Dialog } from "../../components/dialog.tsx";
import { FieldFrame, TextArea, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { zone } from "../../i18n/zone.ts";
import { FileField } from "./file-field.tsx";
import { sendRequest } from "./send-request.ts";

/** Asks to be excused from a course between two dates. */
export function ExcuseDialog(props: {
  courses: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
  onSent: () => void;
}) {
  const { courses, onClose, onSent } = props;
  const t = messages.value.day.requests;
  const file = useSignal<File | null>(null);
  const today = dateIn(new Date(), zone.value);
  const form = useForm({
    initial: { courseId: courses[0]?.id ?? "", from: today, until: today, reason: "" },
    schema: ExcuseForDates,
    shape: (typed) => ({ kind: "excuse", ...typed }),
    send: async (request) => {
      await sendRequest(request, file.value);
      onSent();
    },
  });
  const texts = { courseId: t.course, from: t.from, until: t.until, reason: t.reason };
  return (
    <Dialog title={t.newTitle} onClose={onClose}>
      <Form form={form} texts={texts} submit={t.submit}>
        <FieldFrame form={form} name="courseId" text={t.course}>
          {({ id, describedBy, wrong }) => (
            <select
              id={id}
              name="courseId"
              class="select"
              aria-describedby={describedBy}
              aria-invalid={wrong}
              value={form.values.courseId.value}
              onChange={(event) => form.set("courseId", event.currentTarget.value)}
            >
              {courses.map((course) => (
                <option key={course.id} value={course.id}>
                  {course.name}
                </option>
              ))}
            </select>
          )}
        </FieldFrame>
        <TextField form={form} name="from" text={t.from} kind="date" />
        <TextField form={form} name="until" text={t.until} kind="date" />
        <TextArea form={form} name="reason" text={t.reason} maxLength={2000} />
        <FileField value={file} />
      </Form>
    </Dialog>
  );
}
