import { useSignal } from "@preact/signals";
import { api } from "../../api.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { navigate } from "../../components/router.tsx";
import { useLoad } from "../../components/use-load.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { PROBLEMS } from "../../../shared/errors.ts";
import type { ConsentText } from "../../../shared/api/enrolment.ts";
import { payOwedWithdrawal } from "../../store/withdrawal.ts";
import { session, update } from "../session.ts";
import { chooseTap } from "../way.ts";

/** The whole text, then the decision; the other way stands beside it as its equal. */
export function Consent() {
  const t = messages.value.face.consent;
  const chosen = language.value;
  const text = useLoad(() => api.consent.text(chosen), [chosen]);
  return (
    <Page title={t.title} text={t.intro} back={{ href: "/today", label: messages.value.student.today.title }}>
      <Loadable from={text}>{(data) => <Decision text={data} onStale={text.reload} />}</Loadable>
    </Page>
  );
}

function Decision({ text, onStale }: { text: ConsentText; onStale: () => void }) {
  const t = messages.value.face.consent;
  const stopped = PROBLEMS.biometrics_stopped[language.value];
  const busy = useSignal(false);
  const problem = useSignal<unknown>(null);
  async function agree() {
    busy.value = true;
    problem.value = null;
    try {
      // one after the other, as they were said
      await payOwedWithdrawal();
      await update(
        await api.consent.give({ version: text.version, language: text.language, sha256: text.sha256 }),
      );
      navigate("/enrol");
    } catch (error) {
      problem.value = error;
      onStale();
    } finally {
      busy.value = false;
    }
  }
  async function tap() {
    const who = session.value;
    if (who.kind === "person") await chooseTap(who.me.id);
    navigate("/today");
  }
  return (
    <div class="stack stack-l">
      <article class="card prose" lang={text.language}>
        <h2>{text.title}</h2>
        {text.paragraphs.map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
        <p class="muted small">{t.version(text.version)}</p>
      </article>
      <Note tone="pen" title={t.otherTitle}>
        {t.otherText}
      </Note>
      {text.stopped && (
        <Note tone="look" title={stopped.message}>
          {stopped.next}
        </Note>
      )}
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="decision">
        {!text.stopped && (
          <button
            type="button"
            class="button button-big"
            aria-disabled={busy.value}
            onClick={() => void agree()}
          >
            {t.agree}
          </button>
        )}
        <button type="button" class="button button-big" onClick={() => void tap()}>
          {messages.value.tap.choice.tap}
        </button>
      </div>
    </div>
  );
}
