import { type LiveList, type LiveRow, MarkRequest } from "../../../shared/api/course.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { MarkHistoryList } from "../../components/mark-history.tsx";
import { ReasonChips } from "../../components/reason-chips.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { markStudent } from "./act.ts";
import type { Live } from "./use-live-list.ts";

const STATUSES = ["present", "late", "excused", "absent"] as const;

/** A teacher's mark with its reason. */
export function MarkDialog(props: { live: Live; list: LiveList; row: LiveRow; onClose: () => void }) {
  const { live, list, row, onClose } = props;
  const { teach, common } = messages.value;
  const t = teach.meeting;
  const form = useForm({
    initial: { status: row.status === "expected" ? "present" : row.status, reason: "" },
    schema: MarkRequest,
    shape: (typed) => ({ ...typed, userId: row.userId }),
    send: async ({ status, reason }) => {
      const fate = await markStudent(live, list, row, { status, reason });
      toast(fate === "taken" ? t.marked(row.name) : messages.value.offline.keptToast);
      onClose();
    },
  });
  const texts = { status: { label: t.markStatus, hint: "", error: "" }, reason: t.markReason };
  return (
    <Dialog title={t.markTitle(row.name)} onClose={onClose}>
      <Form form={form} texts={texts} submit={t.markSubmit}>
        <fieldset>
          <legend class="legend">{t.markStatus}</legend>
          <div class="choices">
            {STATUSES.map((status) => (
              <label class="choice" key={status}>
                <input
                  type="radio"
                  name={form.id("status")}
                  value={status}
                  checked={form.values.status.value === status}
                  onChange={() => form.set("status", status)}
                />
                {common.status[status]}
              </label>
            ))}
          </div>
        </fieldset>
        <TextField form={form} name="reason" text={t.markReason} autoComplete="off" maxLength={500} />
        <ReasonChips reasons={t.reasons} onChoose={(reason) => form.set("reason", reason)} />
      </Form>
      <Disclosure summary={messages.value.day.history.show}>
        {() => <MarkHistoryList meetingId={list.meeting.id} userId={row.userId} />}
      </Disclosure>
    </Dialog>
  );
}
