import { StopConfirmation, StopRequest, STOP_PHRASES, type Stops } from "../../../shared/api/stop.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Note } from "../../components/feedback.tsx";
import { TextArea, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { useForm } from "../../components/use-form.ts";
import { language, messages } from "../../i18n/i18n.ts";

interface DialogProps {
  readonly onClose: () => void;
  readonly onDone: (stops: Stops) => void;
}

const phraseText = () => {
  const t = messages.value.privacy.stop;
  return { ...t.phrase, hint: t.phraseHint(STOP_PHRASES[language.value]) };
};

/** Proposes the stop, or begins it where there is no second administrator: the words must be typed. */
export function ProposeDialog({ needsSecond, onClose, onDone }: DialogProps & { needsSecond: boolean }) {
  const t = messages.value.privacy.stop;
  const form = useForm({
    initial: { phrase: "", reason: "" },
    schema: StopRequest,
    send: async (typed) => {
      onDone(await api.privacy.stop(typed));
      onClose();
    },
  });
  const texts = { phrase: phraseText(), reason: t.reason };
  return (
    <Dialog title={t.dialogTitle} onClose={onClose}>
      <Note tone="bad">{`${t.dialogText} ${needsSecond ? t.second : t.alone}`}</Note>
      <Form form={form} texts={texts} submit={needsSecond ? t.propose : t.begin}>
        <TextArea form={form} name="reason" text={texts.reason} maxLength={500} />
        <TextField form={form} name="phrase" text={texts.phrase} autoComplete="off" />
      </Form>
    </Dialog>
  );
}

/** The second administrator's word, or the end of a stop. */
export function TypedDialog(
  props: DialogProps & {
    title: string;
    text: string;
    submit: string;
    send: (typed: { phrase: string }) => Promise<Stops>;
  },
) {
  const form = useForm({
    initial: { phrase: "" },
    schema: StopConfirmation,
    send: async (typed) => {
      props.onDone(await props.send(typed));
      props.onClose();
    },
  });
  const texts = { phrase: phraseText() };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <p>{props.text}</p>
      <Form form={form} texts={texts} submit={props.submit}>
        <TextField form={form} name="phrase" text={texts.phrase} autoComplete="off" />
      </Form>
    </Dialog>
  );
}
