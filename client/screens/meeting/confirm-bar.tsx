import { useSignal } from "@preact/signals";
import type { LiveList } from "../../../shared/api/course.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { IconCheck } from "../../components/icons.tsx";
import { announce } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";
import { confirm } from "./confirm.ts";
import { allToConfirm } from "./to-confirm.ts";
import type { Live } from "./use-live-list.ts";

/** How many check-ins wait for a teacher's glance into the room, and one press for all of them. One alone has its own in its row. */
export function ConfirmBar({ live, list }: { live: Live; list: LiveList }) {
  const t = messages.value.tap.list;
  const problem = useSignal<unknown>(null);
  const waiting = allToConfirm(list);
  const several = waiting.length > 1 && list.lockedOn === null;
  if (problem.value === null && !several) return null;
  async function all() {
    problem.value = null;
    try {
      await confirm(live, list, waiting);
      announce(t.done(waiting.length));
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      {several && (
        <Note tone="pen" title={t.waiting(waiting.length)} icon={<IconCheck />}>
          <div>
            <button type="button" class="button button-primary" onClick={() => void all()}>
              <IconCheck size={20} />
              {t.all(waiting.length)}
            </button>
          </div>
        </Note>
      )}
    </>
  );
}
