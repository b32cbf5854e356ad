import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { Page } from "../../components/page.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { session, update } from "../session.ts";
import { Sessions } from "./sessions.tsx";
import { ThisPhone } from "./this-phone.tsx";

/** The student's account, face, phone and sessions. */
export function AboutMe() {
  const { student, common } = messages.value;
  const t = student.me;
  const who = session.value;
  if (who.kind !== "person") return null;
  const { me } = who;
  return (
    <Page title={t.title}>
      <div class="stack stack-l">
        <Section id="account" title={t.account}>
          <p>
            <strong>{me.name}</strong>
            <br />
            <span class="muted">{me.email}</span>
          </p>
          <p class="muted">
            {t.studentNumber}: {me.studentNumber ?? t.none}
          </p>
        </Section>
        <Section id="face" title={t.face}>
          <FaceChoices />
        </Section>
        <Section id="phone" title={t.device}>
          <ThisPhone me={me} />
        </Section>
        <Section id="sessions" title={t.sessions}>
          <Sessions />
        </Section>
        <p>
          <a href="/about">{common.nav.about}</a>
        </p>
      </div>
    </Page>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="card stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function FaceChoices() {
  const { student, common, face } = messages.value;
  const t = student.me;
  const asking = useSignal(false);
  const who = session.value;
  if (who.kind !== "person") return null;
  const { consent, enrolment } = who.me;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t.consent}</dt>
          <dd>{consent ? face.consent.given(format.date(consent.givenAt)) : face.consent.notGiven}</dd>
        </div>
        {consent && (
          <div>
            <dt>{t.enrolment}</dt>
            <dd>{common.enrolment[enrolment?.status ?? "none"]}</dd>
          </div>
        )}
      </dl>
      <div class="row">
        {consent ? (
          <>
            <a class="button" href="/enrol">
              {enrolment ? t.reEnrol : t.enrol}
            </a>
            <button type="button" class="button button-danger" onClick={() => (asking.value = true)}>
              {face.consent.withdraw}
            </button>
          </>
        ) : (
          <a class="button" href="/consent">
            {t.decide}
          </a>
        )}
      </div>
      {asking.value && <Withdrawal onClose={() => (asking.value = false)} />}
    </>
  );
}

function Withdrawal({ onClose }: { onClose: () => void }) {
  const { face, common } = messages.value;
  const problem = useSignal<unknown>(null);
  async function withdraw() {
    problem.value = null;
    try {
      await update(await api.consent.withdraw());
      toast(messages.value.face.consent.withdrawn);
      onClose();
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <Dialog title={face.consent.withdrawTitle} onClose={onClose}>
      <p>{face.consent.withdrawText}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row">
        <button type="button" class="button button-danger" onClick={() => void withdraw()}>
          {face.consent.withdraw}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {common.actions.cancel}
        </button>
      </div>
    </Dialog>
  );
}
