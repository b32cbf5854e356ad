import type { Me } from "../../../shared/api/account.ts";
import { IconFaces } from "../../components/icons.tsx";
import { messages } from "../../i18n/i18n.ts";
import { wayOf } from "../way.ts";
import { ChooseWay } from "./choose-way.tsx";

/**
 * What is still to be done before the face can be used, one step at a time; nothing when all is done, or when the student has
 * chosen the other way.
 */
export function FaceSteps({ me }: { me: Me }) {
  const t = messages.value.student.today;
  const { status } = messages.value.face.enrol;
  if (wayOf(me) === "face") return null;
  // who withdrew has chosen
  if (me.consent === null) return me.withdrawnAt === null ? <ChooseWay me={me} /> : null;
  const enrolment = me.enrolment;
  if (enrolment === null)
    return <Step title={t.enrolTitle} text={t.enrolText} href="/enrol" action={t.enrolAction} main />;
  if (enrolment.status === "rejected") {
    return (
      <Step
        title={t.rejectedTitle}
        text={status.rejected.text}
        href="/enrol"
        action={t.rejectedAction}
        main
      />
    );
  }
  if (enrolment.status === "awaiting") {
    return (
      <Step
        title={t.awaitingTitle}
        text={t.awaitingText}
        href="/enrol"
        action={messages.value.student.me.reEnrol}
      />
    );
  }
  if (enrolment.status === "confirmed") return null;
  return <Step {...status[enrolment.status]} href="/enrol" action={messages.value.student.me.reEnrol} />;
}

function Step(props: { title: string; text: string; href: string; action: string; main?: boolean }) {
  return (
    <section class="card step-card">
      <span class="step-icon">
        <IconFaces size={26} />
      </span>
      <div class="stack stack-s grow">
        <h2>{props.title}</h2>
        <p class="muted">{props.text}</p>
        <div>
          <a class={props.main ? "button button-primary" : "button"} href={props.href}>
            {props.action}
          </a>
        </div>
      </div>
    </section>
  );
}
