import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { ATTACHMENT_TYPES, MAX_ATTACHMENT_BYTES } from "../../../shared/api/requests.ts";
import { messages } from "../../i18n/i18n.ts";

/** A document beside a request; what is too large is said at once. `value` null: none. */
export function FileField({ value }: { value: Signal<File | null> }) {
  const t = messages.value.day.requests;
  const id = useId();
  const tooLarge = useSignal(false);
  return (
    <div class={tooLarge.value ? "field field-wrong" : "field"}>
      <label for={id}>{t.file}</label>
      <p class="hint" id={`${id}-hint`}>
        {t.fileHint}
      </p>
      {tooLarge.value && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {t.fileTooLarge}
        </p>
      )}
      <input
        id={id}
        class="input"
        type="file"
        accept={ATTACHMENT_TYPES.join(",")}
        aria-describedby={tooLarge.value ? `${id}-hint ${id}-error` : `${id}-hint`}
        aria-invalid={tooLarge.value}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0] ?? null;
          tooLarge.value = file !== null && file.size > MAX_ATTACHMENT_BYTES;
          value.value = tooLarge.value ? null : file;
        }}
      />
    </div>
  );
}
