import { RequestDecision, type RequestView } from "../../../shared/api/requests.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextArea } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { MarkHistoryList } from "../../components/mark-history.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";

const GIVEN = ["present", "late", "excused"] as const;

/** A teacher answers a request; of a contested mark, with what it becomes. */
export function DecideDialog(props: { request: RequestView; onClose: () => void; onDecided: () => void }) {
  const { request, onClose, onDecided } = props;
  const { day, common } = messages.value;
  const t = day.requests;
  const contest = request.kind === "contest";
  const form = useForm({
    initial: { decision: "grant", answer: "", given: request.wanted ?? "present" },
    schema: RequestDecision,
    shape: ({ decision, answer, given }) => ({
      decision,
      answer,
      ...(contest && decision === "grant" && { given }),
    }),
    send: async (said) => {
      await api.requests.decide(request.id, said);
      toast(t.decided);
      onDecided();
    },
  });
  const decision = form.values.decision.value;
  const texts = {
    decision: { label: t.decide, hint: "", error: "" },
    answer: t.answerField,
    given: { label: t.give, hint: "", error: "" },
  };
  const decisions = [
    ["grant", contest ? t.change : t.grant],
    ["refuse", contest ? t.uphold : t.refuse],
  ] as const;
  return (
    <Dialog title={t.decideTitle(request.student.name)} onClose={onClose}>
      <blockquote class="request-quote">{request.reason}</blockquote>
      <Form form={form} texts={texts} submit={t.decide}>
        <fieldset>
          <legend class="legend">{t.decide}</legend>
          <div class="choices">
            {decisions.map(([value, label]) => (
              <label class="choice" key={value}>
                <input
                  type="radio"
                  name={form.id("decision")}
                  value={value}
                  checked={decision === value}
                  onChange={() => form.set("decision", value)}
                />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
        {contest && decision === "grant" && (
          <fieldset>
            <legend class="legend">{t.give}</legend>
            <div class="choices">
              {GIVEN.map((given) => (
                <label class="choice" key={given}>
                  <input
                    type="radio"
                    name={form.id("given")}
                    value={given}
                    checked={form.values.given.value === given}
                    onChange={() => form.set("given", given)}
                  />
                  {common.status[given]}
                </label>
              ))}
            </div>
          </fieldset>
        )}
        {!contest && decision === "grant" && <p class="muted">{t.grantText}</p>}
        <TextArea
          form={form}
          name="answer"
          text={t.answerField}
          maxLength={1000}
          optional={decision === "grant"}
        />
      </Form>
      {request.meeting && (
        <Disclosure summary={day.history.show}>
          {() => <MarkHistoryList meetingId={request.meeting?.id ?? ""} userId={request.student.id} />}
        </Disclosure>
      )}
    </Dialog>
  );
}
