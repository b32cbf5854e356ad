import * as v from "valibot";
import { AccountChange, type Me, PersonName } from "../../../shared/api/account.ts";
import { api } from "../../api.ts";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { update } from "../session.ts";

const NameChange = v.strictObject({ ...AccountChange.entries, name: PersonName });

/** One's own name, as lists show it. */
export function NameForm({ me }: { me: Me }) {
  const { fields } = messages.value.account;
  const form = useForm({
    initial: { name: me.name },
    schema: NameChange,
    send: async (typed) => {
      await update(await api.account.change(typed));
      toast(messages.value.common.saved);
    },
  });
  return (
    <Form form={form} texts={fields} submit={messages.value.common.actions.save}>
      <TextField form={form} name="name" text={fields.name} autoComplete="name" maxLength={120} />
    </Form>
  );
}
