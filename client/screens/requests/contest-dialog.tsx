import { useSignal } from "@preact/signals";
import { Contest } from "../../../shared/api/requests.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextArea } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { FileField } from "./file-field.tsx";
import { sendRequest } from "./send-request.ts";

const WANTED = ["present", "late", "excused"] as const;

/** A student says what a mark should be, and why; a teacher answers. */
export function ContestDialog(props: {
  meetingId: string;
  status: string;
  onClose: () => void;
  onSent: () => void;
}) {
  const { meetingId, status, onClose, onSent } = props;
  const { day, common } = messages.value;
  const t = day.requests;
  const file = useSignal<File | null>(null);
  const offered = WANTED.filter((one) => one !== status);
  const form = useForm({
    initial: { wanted: offered[0] ?? "present", reason: "" },
    schema: Contest,
    shape: (typed) => ({ kind: "contest", meetingId, ...typed }),
    send: async (request) => {
      await sendRequest(request, file.value);
      onSent();
    },
  });
  const texts = { wanted: { label: t.wanted, hint: "", error: "" }, reason: t.reason };
  return (
    <Dialog title={t.contestTitle} onClose={onClose}>
      <p>{t.contestText}</p>
      <Form form={form} texts={texts} submit={t.submit}>
        <fieldset>
          <legend class="legend">{t.wanted}</legend>
          <div class="choices">
            {offered.map((wanted) => (
              <label class="choice" key={wanted}>
                <input
                  type="radio"
                  name={form.id("wanted")}
                  value={wanted}
                  checked={form.values.wanted.value === wanted}
                  onChange={() => form.set("wanted", wanted)}
                />
                {common.status[wanted]}
              </label>
            ))}
          </div>
        </fieldset>
        <TextArea form={form} name="reason" text={t.reason} maxLength={2000} />
        <FileField value={file} />
      </Form>
    </Dialog>
  );
}
