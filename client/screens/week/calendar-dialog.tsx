import { useSignal } from "@preact/signals";
import { api } from "../../api.ts";
import { CopyField } from "../../components/copy-field.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { toast } from "../../components/toast.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** One's timetable in another program: by a secret address, or as a file. */
export function CalendarDialog({ onClose }: { onClose: () => void }) {
  const t = messages.value.timetable.calendar;
  const feed = useLoad(() => api.timetable.calendar());
  /** shown once */
  const address = useSignal<string | null>(null);
  const problem = useSignal<unknown>(null);
  const trying = (work: () => Promise<void>) => () => {
    problem.value = null;
    void work().catch((error: unknown) => (problem.value = error));
  };
  const subscribe = trying(async () => {
    const { path, createdAt } = await api.timetable.subscribe();
    address.value = `${window.location.origin}${path}`;
    feed.put({ createdAt });
  });
  const revoke = trying(async () => {
    await api.timetable.unsubscribe();
    address.value = null;
    feed.put({ createdAt: null });
    toast(messages.value.timetable.calendar.revoked);
  });
  return (
    <Dialog title={t.title} onClose={onClose}>
      <p class="muted">{t.text}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      {address.value && (
        <div class="stack">
          <CopyField label={t.address} value={address.value} />
          <p class="muted small">{t.once}</p>
          <p>
            <a href={address.value.replace(/^https?:/, "webcal:")}>{t.open}</a>
          </p>
        </div>
      )}
      <Loadable from={feed}>
        {({ createdAt }) => (
          <div class="stack">
            {createdAt && !address.value && <p>{t.since(format.date(createdAt))}</p>}
            <div class="row">
              {!address.value && (
                <button type="button" class="button button-primary" onClick={subscribe}>
                  {createdAt ? t.renew : t.subscribe}
                </button>
              )}
              {createdAt && (
                <button type="button" class="button" onClick={revoke}>
                  {t.revoke}
                </button>
              )}
            </div>
          </div>
        )}
      </Loadable>
      <p>
        <a href={api.timetable.fileUrl} download>
          {t.file}
        </a>
      </p>
    </Dialog>
  );
}
