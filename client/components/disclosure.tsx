import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** Something that is asked for only once it is opened. */
export function Disclosure({ summary, children }: { summary: string; children: () => ComponentChildren }) {
  const open = useSignal(false);
  return (
    <details class="grade-box" onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open.value && children()}
    </details>
  );
}
