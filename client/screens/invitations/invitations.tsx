import { useSignal } from "@preact/signals";
import type * as v from "valibot";
import { type Invitation, type InvitationCreated, InvitationRequest } from "../../../shared/api/account.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { CopyField } from "../../components/copy-field.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Badge, EmptyCard } from "../../components/feedback.tsx";
import { SelectField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

type Created = v.InferOutput<typeof InvitationCreated>;

/** Inviting teachers and administrators, and what became of it. */
export function Invitations() {
  const { manage, common, account } = messages.value;
  const t = manage.invitations;
  const list = useLoad(() => api.invitations.list());
  const created = useSignal<Created | null>(null);
  const form = useForm({
    initial: { email: "", role: "teacher" },
    schema: InvitationRequest,
    send: async (typed) => {
      created.value = await api.invitations.create(typed);
      form.set("email", "");
      list.reload();
    },
  });
  const roles = (["teacher", "administrator"] as const).map((value) => ({
    value,
    label: common.roles[value],
  }));
  const texts = {
    email: { ...account.fields.email, label: t.email },
    role: { label: t.role, hint: "", error: "" },
  };
  return (
    <Page title={t.title} text={t.text}>
      <div class="two two-even">
        <section class="card">
          <Form form={form} texts={texts} submit={t.submit}>
            <TextField form={form} name="email" text={texts.email} kind="email" autoComplete="off" />
            <SelectField form={form} name="role" text={texts.role} options={roles} />
          </Form>
        </section>
        <Loadable from={list}>{(rows) => <Rows rows={rows} onRevoked={list.reload} />}</Loadable>
      </div>
      {created.value && <CreatedDialog created={created.value} onClose={() => (created.value = null)} />}
    </Page>
  );
}

function State({ one }: { one: Invitation }) {
  const t = messages.value.manage.invitations;
  if (one.acceptedAt) return <Badge tone="ok">{t.accepted}</Badge>;
  if (Date.parse(one.expiresAt) < Date.now()) return <Badge tone="bad">{t.expired}</Badge>;
  return <Badge tone="pen">{t.pending}</Badge>;
}

function Rows({ rows, onRevoked }: { rows: readonly Invitation[]; onRevoked: () => void }) {
  const { manage, common } = messages.value;
  const t = manage.invitations;
  const revoking = useSignal<Invitation | null>(null);
  if (rows.length === 0) {
    return (
      <EmptyCard picture={<PicturePeople />} title={t.emptyTitle}>
        <p>{t.emptyText}</p>
      </EmptyCard>
    );
  }
  return (
    <>
      <ul class="links">
        {rows.map((one) => (
          <li key={one.id}>
            <div class="item">
              <div class="grow">
                <strong class="break">{one.email}</strong>
                <div class="muted small">
                  {common.roles[one.role]} · {format.date(one.createdAt)}
                </div>
              </div>
              <State one={one} />
              {one.acceptedAt === null && (
                <button
                  type="button"
                  class="button"
                  aria-label={`${t.revoke}: ${one.email}`}
                  onClick={() => (revoking.value = one)}
                >
                  {t.revoke}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {revoking.value && (
        <RevokeDialog one={revoking.value} onRevoked={onRevoked} onClose={() => (revoking.value = null)} />
      )}
    </>
  );
}

function RevokeDialog(props: { one: Invitation; onRevoked: () => void; onClose: () => void }) {
  const t = messages.value.manage.invitations;
  const { one, onRevoked, onClose } = props;
  const revoke = async () => {
    await api.invitations.revoke(one.id);
    toast(messages.value.manage.invitations.revoked(one.email));
    onRevoked();
  };
  return (
    <ConfirmDialog
      title={t.revokeTitle(one.email)}
      action={t.revoke}
      danger
      onConfirm={revoke}
      onClose={onClose}
    >
      <p>{t.revokeText}</p>
    </ConfirmDialog>
  );
}

function CreatedDialog({ created, onClose }: { created: Created; onClose: () => void }) {
  const t = messages.value.manage.invitations;
  return (
    <Dialog title={t.createdTitle} onClose={onClose}>
      <p>{t.createdText}</p>
      <CopyField label={created.email} value={new URL(created.path, window.location.origin).href} />
      <p class="muted small">{t.until(format.stamp(created.expiresAt))}</p>
    </Dialog>
  );
}
