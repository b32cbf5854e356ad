import { useSignal } from "@preact/signals";
import { type AwaitingEnrolment, EnrolmentDecision } from "../../../shared/api/enrolment.ts";
import { api } from "../../api.ts";
import { CardList } from "../../components/card-list.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { IconCheck } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { ReasonChips } from "../../components/reason-chips.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { awaitingCount } from "./awaiting.ts";
import { Photos, Replacement } from "./replacement.tsx";

/** First enrolments, each decided with one look at its five photos. */
export function Enrolments() {
  const t = messages.value.teach.enrolments;
  const waiting = useLoad(async () => counted(await api.enrolment.awaiting()));
  const put = (list: AwaitingEnrolment[]) => waiting.put(counted(list));
  const settled = (id: string) => put((waiting.data.value ?? []).filter((one) => one.id !== id));
  const agreed = (id: string) => {
    const own = { name: "", own: true, at: new Date().toISOString() };
    const marked = (one: AwaitingEnrolment) =>
      one.id === id ? Object.assign({}, one, { agreed: own }) : one;
    put((waiting.data.value ?? []).map(marked));
  };
  return (
    <Page title={t.title} text={t.text}>
      <Loadable from={waiting}>
        {(list) => (
          <CardList list={list} emptyTitle={t.emptyTitle} emptyText={t.emptyText}>
            {(one) => (
              <Awaiting
                key={one.id}
                enrolment={one}
                onSettled={() => settled(one.id)}
                onAgreed={() => agreed(one.id)}
              />
            )}
          </CardList>
        )}
      </Loadable>
    </Page>
  );
}

/** What oneself has agreed to waits for somebody else. */
function counted(list: AwaitingEnrolment[]): AwaitingEnrolment[] {
  awaitingCount.value = list.filter(({ agreed }) => !agreed?.own).length;
  return list;
}

function Awaiting(props: { enrolment: AwaitingEnrolment; onSettled: () => void; onAgreed: () => void }) {
  const { enrolment, onSettled, onAgreed } = props;
  const t = messages.value.teach.enrolments;
  const rejecting = useSignal(false);
  const problem = useSignal<unknown>(null);
  const { student, replaces, agreed } = enrolment;
  async function confirm() {
    problem.value = null;
    try {
      const settled = await api.enrolment.decide(enrolment.id, { decision: "confirm" });
      toast(settled ? t.confirmed(student.name) : t.agreedNow(student.name));
      if (settled) onSettled();
      else onAgreed();
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <li class="card stack">
      <div class="row row-between">
        <div>
          <h2>{student.name}</h2>
          <p class="muted small">{[student.studentNumber, student.email].filter(Boolean).join(" · ")}</p>
        </div>
        <p class="muted small">{t.since(format.stamp(enrolment.at))}</p>
      </div>
      {enrolment.unturned && (
        <Note tone="look">
          <p>{t.unturned}</p>
        </Note>
      )}
      {replaces ? (
        <Replacement enrolment={enrolment} replaces={replaces} />
      ) : (
        <Photos id={enrolment.id} poses={enrolment.poses} name={student.name} />
      )}
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row">
        {!agreed?.own && (
          <button
            type="button"
            class="button button-primary"
            aria-label={`${t.confirm}: ${student.name}`}
            onClick={() => void confirm()}
          >
            <IconCheck size={20} />
            {t.confirm}
          </button>
        )}
        <button
          type="button"
          class="button button-danger"
          aria-label={`${t.reject}: ${student.name}`}
          onClick={() => (rejecting.value = true)}
        >
          {t.reject}
        </button>
      </div>
      {rejecting.value && (
        <RejectDialog enrolment={enrolment} onClose={() => (rejecting.value = false)} onSettled={onSettled} />
      )}
    </li>
  );
}

function RejectDialog(props: { enrolment: AwaitingEnrolment; onClose: () => void; onSettled: () => void }) {
  const t = messages.value.teach.enrolments;
  const { enrolment, onClose, onSettled } = props;
  const form = useForm({
    initial: { reason: "" },
    schema: EnrolmentDecision,
    shape: (typed) => ({ ...typed, decision: "reject" }),
    send: async (decision) => {
      await api.enrolment.decide(enrolment.id, decision);
      toast(t.rejected(enrolment.student.name));
      onClose();
      onSettled();
    },
  });
  const texts = { reason: t.rejectReason };
  return (
    <Dialog title={t.rejectTitle(enrolment.student.name)} onClose={onClose}>
      <Form form={form} texts={texts} submit={t.reject}>
        <TextField form={form} name="reason" text={t.rejectReason} autoComplete="off" maxLength={500} />
        <ReasonChips reasons={t.reasons} onChoose={(reason) => form.set("reason", reason)} />
      </Form>
    </Dialog>
  );
}
