import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { ATTACHMENT_TYPES, MAX_ATTACHMENT_BYTES } from "../../../shared/api/requests.ts";
import { FilePicker } from "../../components/file-picker.tsx";
import { messages } from "../../i18n/i18n.ts";

/** A document beside a request; what is too large is said at once. `value` null: none. */
export function FileField({ value }: { value: Signal<File | null> }) {
  const t = messages.value.day.requests;
  const words = messages.value.common.file;
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
      <FilePicker
        id={id}
        label={value.value ? words.another : words.choose}
        chosen={value.value?.name ?? null}
        accept={ATTACHMENT_TYPES.join(",")}
        describedBy={tooLarge.value ? `${id}-hint ${id}-error` : `${id}-hint`}
        wrong={tooLarge.value}
        onChoose={(file) => {
          tooLarge.value = file.size > MAX_ATTACHMENT_BYTES;
          value.value = tooLarge.value ? null : file;
        }}
        onRemove={() => (value.value = null)}
      />
    </div>
  );
}
