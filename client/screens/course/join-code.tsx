import { useSignal } from "@preact/signals";
import type { Course } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { IconScreen } from "../../components/icons.tsx";
import { toast } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";

/** Eight characters are read more easily in two groups. */
export const inGroups = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

/** The course's join code, and large for the projector. */
export function JoinCode(props: { course: Course; code: string; onChanged: (course: Course) => void }) {
  const { course, code, onChanged } = props;
  const t = messages.value.teach.course;
  const large = useSignal(false);
  const renewing = useSignal(false);
  const renew = async () => {
    onChanged(await api.courses.newJoinCode(course.id));
    toast(messages.value.teach.course.joinRenewed);
  };
  return (
    <section class="join-code" aria-labelledby="join-code">
      <div class="grow">
        <h2 id="join-code">{t.joinTitle}</h2>
        <p class="muted small">{t.joinText}</p>
      </div>
      <p class="join-code-value">{inGroups(code)}</p>
      <button type="button" class="button" onClick={() => (large.value = true)}>
        <IconScreen size={20} />
        {t.joinShow}
      </button>
      <button type="button" class="button" onClick={() => (renewing.value = true)}>
        {t.joinRenew}
      </button>
      {renewing.value && (
        <ConfirmDialog
          title={t.joinRenewTitle}
          action={t.joinRenew}
          onConfirm={renew}
          onClose={() => (renewing.value = false)}
        >
          <p>{t.joinRenewText}</p>
        </ConfirmDialog>
      )}
      {large.value && (
        <Dialog title={course.name} onClose={() => (large.value = false)} wide>
          <p class="join-code-large">{inGroups(code)}</p>
          <p class="join-code-how">{t.joinHow(window.location.host)}</p>
        </Dialog>
      )}
    </section>
  );
}
