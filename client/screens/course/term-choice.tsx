import { type Course, CourseChange } from "../../../shared/api/course.ts";
import type { Timetable } from "../../../shared/api/timetable.ts";
import { api } from "../../api.ts";
import { SelectField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";

interface TermProps {
  readonly course: Course;
  readonly timetable: Timetable;
  readonly onChanged: (course: Course) => void;
}

/** The term that a course is planned in. */
export function TermChoice(props: TermProps) {
  const t = messages.value.timetable.course;
  const terms = useLoad(() => api.terms.list());
  return (
    <section class="card stack" aria-labelledby="term">
      <h2 id="term">{t.term.label}</h2>
      <Loadable from={terms}>{(list) => <Choice {...props} terms={list} />}</Loadable>
    </section>
  );
}

function Choice({
  course,
  timetable,
  onChanged,
  terms,
}: TermProps & { terms: { id: string; name: string }[] }) {
  const t = messages.value.timetable.course;
  const form = useForm({
    initial: { termId: timetable.term?.id ?? "" },
    schema: CourseChange,
    shape: ({ termId }) => ({ termId: termId || null }),
    send: async (typed) => {
      onChanged(await api.courses.change(course.id, typed));
      toast(messages.value.common.saved);
    },
  });
  const options = [
    { value: "", label: t.noTerm },
    ...terms.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Form form={form} texts={{ termId: t.term }} submit={t.save}>
      <SelectField form={form} name="termId" text={t.term} options={options} />
    </Form>
  );
}
