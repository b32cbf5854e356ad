import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { IconSearch } from "./icons.tsx";

/** A search that answers while one types. */
export function SearchField({ label, value }: { label: string; value: Signal<string> }) {
  const id = useId();
  return (
    <div class="search">
      <label class="hidden-text" for={id}>
        {label}
      </label>
      <IconSearch size={18} />
      <input
        id={id}
        class="input"
        type="search"
        autoComplete="off"
        placeholder={label}
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
      />
    </div>
  );
}
