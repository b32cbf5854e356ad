import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { messages } from "../i18n/i18n.ts";
import { Dialog } from "./dialog.tsx";
import { ProblemNote } from "./feedback.tsx";

interface ConfirmProps {
  readonly title: string;
  /** what follows from it */
  readonly children?: ComponentChildren;
  /** on the button that does it */
  readonly action: string;
  readonly danger?: boolean;
  /** the dialog closes when it is done; a refusal is shown in it */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks once before something that is not easily undone. */
export function ConfirmDialog({ title, children, action, danger, onConfirm, onClose }: ConfirmProps) {
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  async function confirm() {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      problem.value = error;
    } finally {
      busy.value = false;
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row">
        <button
          type="button"
          class={danger ? "button button-danger" : "button button-primary"}
          aria-disabled={busy.value}
          onClick={() => void confirm()}
        >
          {action}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {messages.value.common.actions.cancel}
        </button>
      </div>
    </Dialog>
  );
}
