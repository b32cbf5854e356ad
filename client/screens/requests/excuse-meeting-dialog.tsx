import { useSignal } from "@preact/signals";
import { ExcuseForMeeting } from "../../../shared/api/requests.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextArea } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { FileField } from "./file-field.tsx";
import { sendRequest } from "./send-request.ts";

/** Asks to be excused from one meeting. `about`: which, in words. */
export function ExcuseMeetingDialog(props: {
  meetingId: string;
  about: string;
  onClose: () => void;
  onSent: () => void;
}) {
  const { meetingId, about, onClose, onSent } = props;
  const t = messages.value.day.requests;
  const file = useSignal<File | null>(null);
  const form = useForm({
    initial: { reason: "" },
    schema: ExcuseForMeeting,
    shape: ({ reason }) => ({ kind: "excuse", meetingId, reason }),
    send: async (request) => {
      await sendRequest(request, file.value);
      onSent();
    },
  });
  return (
    <Dialog title={t.newTitle} onClose={onClose}>
      <p>{about}</p>
      <Form form={form} texts={{ reason: t.reason }} submit={t.submit}>
        <TextArea form={form} name="reason" text={t.reason} maxLength={2000} />
        <FileField value={file} />
      </Form>
    </Dialog>
  );
}
