import { useId, useRef } from "preact/hooks";
import { messages } from "../i18n/i18n.ts";
import { IconCopy } from "./icons.tsx";
import { toast } from "./toast.tsx";

/** A text to be given to somebody, with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { actions } = messages.value.common;
  async function copy() {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(value);
      toast(actions.copied);
    } catch {
      toast(actions.copyFailed);
    }
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-button">
        <input
          id={id}
          ref={input}
          class="input code"
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button" onClick={() => void copy()}>
          <IconCopy size={18} />
          {actions.copy}
        </button>
      </div>
    </div>
  );
}
