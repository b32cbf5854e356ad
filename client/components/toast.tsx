import { signal } from "@preact/signals";

const SHOWN_MS = 6000;
const MAX_SHOWN = 3;

const shown = signal<readonly { readonly id: number; readonly text: string }[]>([]);
const spoken = signal("");
let last = 0;

/** Shows a short message for a few seconds; screen readers hear it. */
export function toast(text: string): void {
  const id = ++last;
  shown.value = [...shown.value, { id, text }].slice(-MAX_SHOWN);
  setTimeout(() => (shown.value = shown.value.filter((one) => one.id !== id)), SHOWN_MS);
}

/** Says something to screen readers only. */
export function announce(text: string): void {
  spoken.value = spoken.value === text ? `${text}\u00a0` : text;
}

export function Toasts() {
  return (
    <>
      <div class="toasts" role="status" aria-live="polite">
        {shown.value.map(({ id, text }) => (
          <div class="toast" key={id}>
            {text}
          </div>
        ))}
      </div>
      <div class="hidden-text" role="status" aria-live="polite">
        {spoken}
      </div>
    </>
  );
}
