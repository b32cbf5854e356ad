import { useSignal } from "@preact/signals";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Page } from "../../components/page.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { checkIns } from "../../outbox/outbox.ts";
import type { CheckInView } from "../../outbox/types.ts";
import { withdrawConsent } from "../../store/session.ts";
import { OwnAccount } from "../account/own-account.tsx";
import { Section } from "../account/section.tsx";
import { wayOf } from "../way.ts";
import { MyData } from "../rights/my-data.tsx";
import { session } from "../session.ts";
import { ThisPhone } from "./this-phone.tsx";

/** The student's account, face, phone and sessions. */
export function AboutMe() {
  const t = messages.value.student.me;
  const who = session.value;
  if (who.kind !== "person") return null;
  const { me } = who;
  return (
    <Page title={t.title}>
      <OwnAccount me={me}>
        <Section id="face" title={t.face}>
          <FaceChoices />
        </Section>
        <Section id="phone" title={t.device}>
          <ThisPhone me={me} />
        </Section>
        <Section id="data" title={messages.value.rights.title}>
          <MyData />
        </Section>
      </OwnAccount>
    </Page>
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
          <dt>{messages.value.tap.way}</dt>
          <dd>{messages.value.tap.ways[wayOf(who.me)]}</dd>
        </div>
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
            <a class="button" href="/me/face">
              {messages.value.references.mine.link}
            </a>
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
      {asking.value && <Withdrawal uid={who.me.id} onClose={() => (asking.value = false)} />}
    </>
  );
}

function Withdrawal({ uid, onClose }: { uid: string; onClose: () => void }) {
  const { consent: t } = messages.value.face;
  const { withdraw: w } = messages.value.rights;
  const undecided = checkIns.value.filter(hasFace).length;
  const withdraw = async () => {
    const heard = await withdrawConsent(uid);
    toast(heard ? messages.value.rights.withdraw.done : messages.value.rights.withdraw.later);
  };
  return (
    <ConfirmDialog title={t.withdrawTitle} action={t.withdraw} danger onConfirm={withdraw} onClose={onClose}>
      <p>{t.withdrawText}</p>
      {undecided > 0 && <p>{w.unsent(undecided)}</p>}
    </ConfirmDialog>
  );
}

/** A check-in by face that the server has not decided, whose photo is here. */
const hasFace = ({ detail, photoKept }: CheckInView) =>
  photoKept && detail !== "accepted" && detail !== "rejected" && detail !== "review";
