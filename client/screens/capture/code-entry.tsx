import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { messages } from "../../i18n/i18n.ts";
import { serverNow } from "../../outbox/outbox.ts";
import { type Reading, readTyped } from "../../room-code/read.ts";

/** Longest of what somebody may type for eight characters: with spaces or dashes between all. */
const MOST = 20;

/** The code typed instead of scanned. */
export function CodeEntry({ onRead }: { onRead: (reading: Reading) => void }) {
  const t = messages.value.roomCode.ask;
  const id = useId();
  const text = useSignal("");
  /** the code changes while it is typed: it is the one of the first key */
  const startedMs = useRef(0);
  const type = (next: string) => {
    if (text.value === "" || startedMs.current === 0) startedMs.current = serverNow();
    text.value = next;
  };
  return (
    <form
      class="code-entry"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onRead(readTyped(text.value, startedMs.current));
      }}
    >
      <label class="field" for={id}>
        {t.or}
      </label>
      <input
        id={id}
        class="input"
        type="text"
        maxLength={MOST}
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        enterKeyHint="done"
        value={text.value}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <button type="submit" class="button">
        {t.submit}
      </button>
    </form>
  );
}
