import { CourseRequest } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Page } from "../../components/page.tsx";
import { navigate } from "../../components/router.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";

export function NewCourse() {
  const { create: t, courses } = messages.value.teach;
  const form = useForm({
    initial: { name: "", code: "" },
    schema: CourseRequest,
    shape: ({ name, code }) => ({ name, ...(code.trim() && { code }) }),
    send: async (typed) => {
      const course = await api.courses.create(typed);
      navigate(`/courses/${course.id}`, { replace: true });
    },
  });
  const texts = { name: t.name, code: t.code };
  return (
    <Page title={t.title} back={{ href: "/courses", label: courses.title }}>
      <Form form={form} texts={texts} submit={t.submit}>
        <TextField form={form} name="name" text={t.name} autoComplete="off" maxLength={160} />
        <TextField form={form} name="code" text={t.code} autoComplete="off" maxLength={40} optional />
      </Form>
    </Page>
  );
}
