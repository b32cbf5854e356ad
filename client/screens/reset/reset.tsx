import { PasswordReset } from "../../../shared/api/account.ts";
import { api } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { PasswordField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Page } from "../../components/page.tsx";
import { navigate, place } from "../../components/router.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";

/** A new password with the link of an administrator: `/reset#token=…`. */
export function Reset() {
  const { reset: t, fields } = messages.value.account;
  const parts = new URLSearchParams(place.value.hash);
  const token = parts.get("token") ?? parts.get("reset") ?? "";
  const form = useForm({
    initial: { password: "" },
    schema: PasswordReset,
    shape: (typed) => ({ ...typed, token }),
    send: async (output) => {
      await api.account.reset(output);
      toast(messages.value.account.reset.done);
      navigate("/sign-in", { replace: true });
    },
  });
  return (
    <Page title={t.title} text={t.text}>
      {token ? (
        <Form form={form} texts={fields} submit={t.submit} big>
          <PasswordField form={form} name="password" text={fields.password} autoComplete="new-password" />
        </Form>
      ) : (
        <Note tone="look" title={t.noToken.title}>
          {t.noToken.text}
        </Note>
      )}
    </Page>
  );
}
