import { useSignal } from "@preact/signals";
import * as v from "valibot";
import { Registration } from "../../../shared/api/account.ts";
import { api, ApiProblem } from "../../api.ts";
import { Loading, Note, ProblemNote } from "../../components/feedback.tsx";
import { PasswordField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Page } from "../../components/page.tsx";
import { place } from "../../components/router.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { enter, session } from "../session.ts";
import { Accept } from "./accept.tsx";
import { registrationOf } from "./registration-of.ts";

export function Register() {
  const who = registrationOf(place.value.hash);
  if (who.kind === "invited") return <Invited token={who.token} key={who.token} />;
  return <RegisterForm key={who.kind} setup={who.kind === "setup"} />;
}

function Invited({ token }: { token: string }) {
  const { common, account } = messages.value;
  const found = useLoad(() => api.invitations.lookup(token), [token]);
  const invitation = found.data.value;
  if (found.error.value !== null) {
    return (
      <Page title={account.register.title}>
        <ProblemNote error={found.error.value} />
      </Page>
    );
  }
  if (!invitation) return <Loading text={account.register.lookup} />;
  if (session.value.kind === "person" || invitation.account) {
    return <Accept token={token} email={invitation.email} role={common.roles[invitation.role]} />;
  }
  return <RegisterForm token={token} email={invitation.email} invitedAs={common.roles[invitation.role]} />;
}

/** The first administrator's registration: the code is not optional then. */
const SetupRegistration = v.strictObject({
  ...Registration.entries,
  setupCode: v.pipe(v.string(), v.trim(), v.minLength(4), v.maxLength(64)),
});

function RegisterForm(props: { setup?: boolean; token?: string; email?: string; invitedAs?: string }) {
  const { register: t, fields } = messages.value.account;
  const { setup, token } = props;
  /** a teacher's file has put the address on a roster: the course's code is asked for */
  const listed = useSignal(false);
  const form = useForm({
    initial: {
      name: "",
      email: props.email ?? "",
      studentNumber: "",
      setupCode: "",
      joinCode: "",
      password: "",
    },
    schema: setup ? SetupRegistration : Registration,
    shape: ({ studentNumber, setupCode, joinCode, ...rest }) => ({
      ...rest,
      ...(joinCode.trim() && { joinCode }),
      language: language.value,
      ...(studentNumber.trim() && { studentNumber }),
      ...(token && { invitation: token }),
      ...(setup && { setupCode: setupCode.trim() }),
    }),
    send: async (typed) => {
      const me = await api.register(typed).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.code === "roster_code_needed") listed.value = true;
        throw error;
      });
      // the invitation is spent: without it in the address the way leads home
      window.history.replaceState(null, "", "/register");
      await enter(me);
    },
  });
  const isStudent = !setup && !token;
  const texts = { ...fields, joinCode: messages.value.timetable.joinCode };
  return (
    <Page
      title={setup ? t.setupTitle : t.title}
      text={setup ? t.setup : props.invitedAs ? t.teacher(props.invitedAs) : t.student}
    >
      <div class="stack">
        <Form form={form} texts={texts} submit={t.submit} big>
          {setup && (
            <TextField
              form={form}
              name="setupCode"
              text={fields.setupCode}
              autoComplete="one-time-code"
              class="code"
            />
          )}
          <TextField form={form} name="name" text={fields.name} autoComplete="name" maxLength={120} />
          <TextField
            form={form}
            name="email"
            text={fields.email}
            kind="email"
            autoComplete="username"

            readOnly={props.email !== undefined}
          />
          {listed.value && (
            <TextField
              form={form}
              name="joinCode"
              text={texts.joinCode}
              autoComplete="off"
              class="code"
              maxLength={20}
            />
          )}
          {isStudent && (
            <TextField
              form={form}
              name="studentNumber"
              text={fields.studentNumber}
              autoComplete="off"
              maxLength={40}
              optional
            />
          )}
          <PasswordField form={form} name="password" text={fields.password} autoComplete="new-password" />
        </Form>
        {isStudent && <Note tone="wait">{messages.value.account.welcome.teacherHint}</Note>}
        <p>
          {t.haveAccount} <a href="/sign-in">{messages.value.account.signIn.title}</a>
        </p>
      </div>
    </Page>
  );
}
