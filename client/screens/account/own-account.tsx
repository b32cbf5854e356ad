import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Me } from "../../../shared/api/account.ts";
import { LanguageSwitch } from "../../components/language-switch.tsx";
import { messages } from "../../i18n/i18n.ts";
import { SignOutDialog } from "../sign-out-dialog.tsx";
import { NameForm } from "./name-form.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Section } from "./section.tsx";
import { Sessions } from "./sessions.tsx";

/** What everybody may change about their own account; `children` stand between the name and the password. */
export function OwnAccount({ me, children }: { me: Me; children?: ComponentChildren }) {
  const { own: t } = messages.value.account;
  const { common } = messages.value;
  const leaving = useSignal(false);
  const changes = useSignal(0);
  return (
    <div class="stack stack-l">
      <Section id="account" title={t.account}>
        <p>
          {me.email}
          <span class="muted block">{common.roles[me.role]}</span>
          {me.role === "student" && (
            <span class="muted block">
              {t.studentNumber}: {me.studentNumber ?? t.none}
            </span>
          )}
        </p>
        <NameForm me={me} />
        <div class="field">
          <p class="legend">{common.language}</p>
          <LanguageSwitch />
        </div>
      </Section>
      {children}
      <Section id="password" title={t.password}>
        <PasswordForm onChanged={() => changes.value++} />
      </Section>
      <Section id="sessions" title={t.sessions}>
        <Sessions key={changes.value} />
        <div>
          <button type="button" class="button" onClick={() => (leaving.value = true)}>
            {common.actions.signOut}
          </button>
        </div>
      </Section>
      <p>
        <a href="/about">{common.nav.about}</a>
      </p>
      {leaving.value && <SignOutDialog onClose={() => (leaving.value = false)} />}
    </div>
  );
}
