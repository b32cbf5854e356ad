import { ReferencePurge } from "../../../shared/api/references.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";

/** Asks why photos are taken out of the references, and of which days where days are meant. */
export function PurgeDialog(props: {
  userId: string;
  by: ReferencePurge["of"]["by"];
  photoId: string;
  did: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = messages.value.references.purge;
  const { userId, by, photoId, did, onClose, onDone } = props;
  const meant = (typed: { from: string; until: string }) => {
    if (by === "photo") return { by, photoId };
    return by === "device" ? { by, did } : { by, from: typed.from, until: typed.until };
  };
  const form = useForm({
    initial: { from: "", until: "", reason: "" },
    schema: ReferencePurge,
    shape: ({ from, until, reason }) => ({ of: meant({ from, until }), reason }),
    fieldOf: { "of.from": "from", "of.until": "until" },
    send: async (purge) => {
      const { photos } = await api.references.purge(userId, purge);
      toast(t.done(photos));
      onClose();
      onDone();
    },
  });
  const texts = { from: t.from, until: t.until, reason: t.reason };
  return (
    <Dialog title={t.title} onClose={onClose}>
      <p>{t.text}</p>
      <Form form={form} texts={texts} submit={t.submit}>
        {by === "dates" && (
          <>
            <TextField form={form} name="from" text={t.from} kind="date" />
            <TextField form={form} name="until" text={t.until} kind="date" />
          </>
        )}
        <TextField form={form} name="reason" text={t.reason} autoComplete="off" maxLength={500} />
      </Form>
    </Dialog>
  );
}
