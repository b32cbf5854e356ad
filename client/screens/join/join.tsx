import { JoinRequest } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { offline } from "../../store/offline.ts";

/** Joining a course with the code that the teacher shows. */
export function Join() {
  const t = messages.value.student.join;
  const courses = useLoad(() => offline.courses());
  const form = useForm({
    initial: { joinCode: "" },
    schema: JoinRequest,
    send: async ({ joinCode }) => {
      const course = await api.courses.join(joinCode);
      form.set("joinCode", "");
      toast(messages.value.student.join.joined(course.name));
      courses.reload();
      void offline.meetings();
    },
  });
  const texts = { joinCode: t.code };
  return (
    <Page title={t.title} text={t.text}>
      <div class="stack stack-l">
        <div class="card">
          <Form form={form} texts={texts} submit={t.submit} big>
            <TextField
              form={form}
              name="joinCode"
              text={t.code}
              autoComplete="off"
              maxLength={12}
              class="input-code"
            />
          </Form>
        </div>
        <section class="stack" aria-labelledby="mine">
          <h2 id="mine">{t.mine}</h2>
          <Loadable from={courses}>
            {({ value }) =>
              value.length === 0 ? (
                <p class="muted">{t.none}</p>
              ) : (
                <ul class="links">
                  {value.map((course) => (
                    <li key={course.id}>
                      <div class="item">
                        <div class="grow">
                          <strong>{course.name}</strong>
                          <div class="muted small">
                            {[course.code, ...course.teachers].filter(Boolean).join(" · ")}
                          </div>
                        </div>
                      </div>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loadable>
        </section>
      </div>
    </Page>
  );
}
