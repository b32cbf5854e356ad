import { useEffect } from "preact/hooks";
import { ApiProblem, api } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { refresh, session } from "../session.ts";
import { Before } from "./before.tsx";
import { EnrolmentState } from "./enrolment-state.tsx";

const CHECKING_MS = 1500;
const AWAITING_MS = 8000;

/** The latest enrolment, or the guided photos when there is none to wait for. */
export function Enrol() {
  const t = messages.value.face.enrol;
  const who = session.value;
  const mine = useLoad(async (signal) => {
    try {
      return { enrolment: await api.enrolment.mine({ signal }) };
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return { enrolment: null };
      throw error;
    }
  });
  const status = mine.data.value?.enrolment?.status;
  useEffect(() => {
    if (status !== "checking" && status !== "awaiting") return;
    const timer = setInterval(mine.reload, status === "checking" ? CHECKING_MS : AWAITING_MS);
    return () => clearInterval(timer);
  }, [status]);
  useEffect(() => {
    if (status) void refresh();
  }, [status]);

  if (who.kind !== "person") return null;
  const back = { href: "/today", label: messages.value.student.today.title };
  if (who.me.consent === null) {
    return (
      <Page title={t.title} back={back}>
        <Note tone="look" title={messages.value.student.today.consentTitle}>
          <p>{messages.value.student.today.consentText}</p>
          <div>
            <a class="button button-primary" href="/consent">
              {messages.value.student.today.consentAction}
            </a>
          </div>
        </Note>
      </Page>
    );
  }
  return (
    <Page title={t.title} text={t.intro} back={back}>
      <Loadable from={mine}>
        {({ enrolment }) => (enrolment === null ? <Before /> : <EnrolmentState enrolment={enrolment} />)}
      </Loadable>
    </Page>
  );
}
