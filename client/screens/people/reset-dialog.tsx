import { useSignal } from "@preact/signals";
import type * as v from "valibot";
import type { ResetLink, UserRow } from "../../../shared/api/account.ts";
import { api } from "../../api.ts";
import { CopyField } from "../../components/copy-field.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** A one-time link for someone who forgot the password; shown once. */
export function ResetDialog({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = messages.value.manage.people;
  const link = useSignal<v.InferOutput<typeof ResetLink> | null>(null);
  const problem = useSignal<unknown>(null);
  async function make() {
    problem.value = null;
    try {
      link.value = await api.users.resetLink(user.id);
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <Dialog title={t.resetTitle(user.name)} onClose={onClose}>
      <p>{t.resetText}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      {link.value ? (
        <>
          <CopyField label={t.reset} value={new URL(link.value.path, window.location.origin).href} />
          <p class="muted small">{t.resetUntil(format.stamp(link.value.expiresAt))}</p>
        </>
      ) : (
        <div>
          <button type="button" class="button button-primary" onClick={() => void make()}>
            {t.resetMake}
          </button>
        </div>
      )}
    </Dialog>
  );
}
