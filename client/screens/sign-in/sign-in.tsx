import { SignIn as SignInSchema } from "../../../shared/api/account.ts";
import { api } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { PasswordField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Page } from "../../components/page.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { enter, session } from "../session.ts";

/** The form alone, also for a step that asks for a fresh sign-in. */
export function SignInForm({ onDone }: { onDone?: () => void }) {
  const { signIn: t, fields } = messages.value.account;
  const known = session.value.kind === "person" ? session.value.me.email : "";
  const form = useForm({
    initial: { email: known, password: "" },
    schema: SignInSchema,
    send: async (typed) => {
      await enter(await api.signIn(typed));
      onDone?.();
    },
  });
  const texts = { email: fields.email, password: fields.currentPassword };
  return (
    <Form form={form} texts={texts} submit={t.submit} big={!onDone}>
      <TextField form={form} name="email" text={texts.email} kind="email" autoComplete="username" />
      <PasswordField form={form} name="password" text={texts.password} autoComplete="current-password" />
    </Form>
  );
}

/** `expired`: shown in the place of a screen for people who are signed in. */
export function SignIn({ expired }: { expired?: boolean }) {
  const { signIn: t } = messages.value.account;
  return (
    <Page title={t.title}>
      <div class="stack">
        {expired && <Note tone="pen">{t.expired}</Note>}
        <SignInForm />
        <p>
          {t.noAccount} <a href="/register">{t.register}</a>
        </p>
        <p class="muted small">{t.forgot}</p>
      </div>
    </Page>
  );
}

export const SignInScreen = () => <SignIn />;
