import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { messages } from "../i18n/i18n.ts";

interface FilePickerProps {
  /** what its button says */
  readonly label: string;
  /** the name of the file that is chosen */
  readonly chosen: string | null;
  /** as the attribute of the input */
  readonly accept: string;
  readonly onChoose: (file: File) => void;
  /** without it, the file is taken at once and there is nothing to take back */
  readonly onRemove?: () => void;
  readonly primary?: boolean;
  readonly busy?: boolean;
  /** for a label beside it, whose words come before the button's */
  readonly id?: string;
  readonly describedBy?: string;
  readonly wrong?: boolean;
  /** beside the file's name */
  readonly children?: ComponentChildren;
}

/**
 * A file to be chosen, or dropped. The browser's own control speaks the browser's language, not the app's: it lies unseen over
 * this one, so that keyboard, drop and screen readers meet the real input.
 */
export function FilePicker(props: FilePickerProps) {
  const { chosen, busy = false, wrong, onRemove } = props;
  const t = messages.value.common.file;
  const own = useId();
  const id = props.id ?? own;
  const input = useRef<HTMLInputElement>(null);
  const over = useSignal(false);
  const remove = () => {
    if (input.current) input.current.value = "";
    onRemove?.();
    // the button goes
    input.current?.focus();
  };
  return (
    <div class="row file">
      <div class={over.value ? "file-picker file-over" : "file-picker"}>
        <label class={props.primary ? "button button-primary" : "button"} for={id} aria-disabled={busy}>
          {props.label}
        </label>
        <span class="file-name" id={`${id}-name`} role="status">
          {chosen ?? <span class="muted">{t.none}</span>}
          {props.children}
        </span>
        <input
          ref={input}
          id={id}
          class="file-input"
          type="file"
          accept={props.accept}
          aria-describedby={[props.describedBy, `${id}-name`].filter(Boolean).join(" ")}
          aria-invalid={wrong}
          onClick={(event) => {
            if (busy) event.preventDefault();
          }}
          onDragEnter={() => (over.value = true)}
          onDragLeave={() => (over.value = false)}
          onDrop={(event) => {
            over.value = false;
            if (busy) event.preventDefault();
          }}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (!file) return;
            props.onChoose(file);
            // it is taken: the same one may be chosen again
            if (!onRemove) event.currentTarget.value = "";
          }}
        />
      </div>
      {onRemove && chosen !== null && (
        <button type="button" class="button button-quiet" aria-label={t.removeOf(chosen)} onClick={remove}>
          {t.remove}
        </button>
      )}
    </div>
  );
}
