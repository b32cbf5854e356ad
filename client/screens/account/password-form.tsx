import * as v from "valibot";
import { PasswordChange } from "../../../shared/api/account.ts";
import { api } from "../../api.ts";
import { PasswordField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";

const Typed = v.strictObject({
  ...PasswordChange.entries,
  current: v.pipe(PasswordChange.entries.current, v.minLength(1)),
});

/** A new password, with the old one; every other session ends. */
export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const { fields, own: t } = messages.value.account;
  const form = useForm({
    initial: { current: "", next: "" },
    schema: Typed,
    send: async (typed) => {
      await api.account.password(typed);
      form.set("current", "");
      form.set("next", "");
      toast(messages.value.account.own.passwordChanged);
      onChanged();
    },
  });
  const texts = { current: fields.currentPassword, next: { ...fields.password, label: t.newPassword } };
  return (
    <Form form={form} texts={texts} submit={t.passwordSubmit}>
      <PasswordField form={form} name="current" text={texts.current} autoComplete="current-password" />
      <PasswordField form={form} name="next" text={texts.next} autoComplete="new-password" />
    </Form>
  );
}
