import { useSignal } from "@preact/signals";
import { ProblemNote } from "../../components/feedback.tsx";
import { messages } from "../../i18n/i18n.ts";
import { exportUnsent } from "../../outbox/export.ts";
import { unsent } from "../../outbox/outbox.ts";
import { session } from "../session.ts";

/** Hands the student's unsent check-ins, claims and photos, to the browser as a file. */
export async function saveUnsent(uid: string): Promise<void> {
  const file = await exportUnsent(uid);
  if (!file) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The way out for what waits: a file that somebody else can bring to the server. */
export function SaveUnsent() {
  const t = messages.value.carry.unsent;
  const problem = useSignal<unknown>(null);
  const who = session.value;
  if (unsent.value.count === 0 || who.kind !== "person") return null;
  async function save(uid: string) {
    problem.value = null;
    await saveUnsent(uid).catch((error: unknown) => (problem.value = error));
  }
  return (
    <div class="stack stack-s">
      <div>
        <button type="button" class="button" onClick={() => void save(who.me.id)}>
          {t.save}
        </button>
      </div>
      <p class="muted small">{t.saveHint}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
    </div>
  );
}
