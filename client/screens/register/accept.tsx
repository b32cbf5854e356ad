import { useSignal } from "@preact/signals";
import { api } from "../../api.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { Page } from "../../components/page.tsx";
import { navigate } from "../../components/router.tsx";
import { messages } from "../../i18n/i18n.ts";
import { session, update } from "../session.ts";
import { SignInForm } from "../sign-in/sign-in.tsx";

/** An invitation for somebody who has an account already: they sign in and take the role. */
export function Accept({ token, email, role }: { token: string; email: string; role: string }) {
  const t = messages.value.account.accept;
  const problem = useSignal<unknown>(null);
  const who = session.value;
  async function accept() {
    problem.value = null;
    try {
      await update(await api.invitations.accept(token));
      navigate("/", { replace: true });
    } catch (error) {
      problem.value = error;
    }
  }
  if (who.kind !== "person") {
    return (
      <Page title={t.title} text={t.text(role)}>
        <div class="stack">
          <Note tone="pen">{t.signIn(email)}</Note>
          <SignInForm />
        </div>
      </Page>
    );
  }
  const isOwn = who.me.email === email;
  return (
    <Page title={t.title} text={t.text(role)}>
      <div class="stack">
        {!isOwn && (
          <Note tone="look" title={t.otherTitle(who.me.email)}>
            {t.other(email)}
          </Note>
        )}
        {problem.value !== null && <ProblemNote error={problem.value} />}
        {isOwn && (
          <div>
            <button type="button" class="button button-primary button-big" onClick={() => void accept()}>
              {t.accept(role)}
            </button>
          </div>
        )}
      </div>
    </Page>
  );
}
