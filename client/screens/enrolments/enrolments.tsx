import { useSignal } from "@preact/signals";
import { type AwaitingEnrolment, EnrolmentDecision } from "../../../shared/api/enrolment.ts";
import { api } from "../../api.ts";
import { CardList } from "../../components/card-list.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
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

/** First enrolments, each decided with one look at its five photos. */
export function Enrolments() {
  const t = messages.value.teach.enrolments;
  const waiting = useLoad(async () => {
    const list = await api.enrolment.awaiting();
    awaitingCount.value = list.length;
    return list;
  });
  const settled = (id: string) => {
    const left = (waiting.data.value ?? []).filter((one) => one.id !== id);
    waiting.put(left);
    awaitingCount.value = left.length;
  };
  return (
    <Page title={t.title} text={t.text}>
      <Loadable from={waiting}>
        {(list) => (
          <CardList list={list} emptyTitle={t.emptyTitle} emptyText={t.emptyText}>
            {(one) => <Awaiting key={one.id} enrolment={one} onSettled={() => settled(one.id)} />}
          </CardList>
        )}
      </Loadable>
    </Page>
  );
}

function Awaiting({ enrolment, onSettled }: { enrolment: AwaitingEnrolment; onSettled: () => void }) {
  const t = messages.value.teach.enrolments;
  const { pose: poses } = messages.value.common;
  const rejecting = useSignal(false);
  const problem = useSignal<unknown>(null);
  const { student } = enrolment;
  async function confirm() {
    problem.value = null;
    try {
      await api.enrolment.decide(enrolment.id, { decision: "confirm" });
      toast(t.confirmed(student.name));
      onSettled();
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
      <ul class="thumbs thumbs-large">
        {enrolment.poses.map((pose) => (
          <li class="thumb thumb-taken" key={pose}>
            <img
              src={api.enrolment.photoUrl(enrolment.id, pose)}
              alt={t.photo(student.name, poses[pose])}
              loading="lazy"
            />
          </li>
        ))}
      </ul>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row">
        <button
          type="button"
          class="button button-primary"
          aria-label={`${t.confirm}: ${student.name}`}
          onClick={() => void confirm()}
        >
          <IconCheck size={20} />
          {t.confirm}
        </button>
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
