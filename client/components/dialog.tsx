import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { messages } from "../i18n/i18n.ts";
import { IconCross } from "./icons.tsx";

interface DialogProps {
  readonly title: string;
  /** asked for by Escape, the close button or a click beside the dialog */
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog on the browser's own <dialog>: the rest of the page is inert, Escape closes it, and the focus returns
 * to where it was. Rendered while open, removed when closed.
 */
export function Dialog({ title, onClose, wide, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // before the next paint: whatever takes the focus later must not be taken for what opened the dialog
  useLayoutEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("h2")?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={heading} tabIndex={-1}>
            {title}
          </h2>
          <button
            type="button"
            class="icon-button"
            onClick={onClose}
            aria-label={messages.value.common.actions.close}
          >
            <IconCross />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
