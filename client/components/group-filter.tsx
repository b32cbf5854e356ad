import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { messages } from "../i18n/i18n.ts";

/** Only one group of the course; nothing where it has none. `value`: a group's id, "" for all. */
export function GroupFilter(props: {
  groups: readonly { readonly id: string; readonly name: string }[];
  value: Signal<string>;
}) {
  const { groups, value } = props;
  const t = messages.value.day.list;
  const id = useId();
  if (groups.length === 0) return null;
  return (
    <div class="group-filter">
      <label class="hidden-text" for={id}>
        {t.group}
      </label>
      <select
        id={id}
        class="select"
        value={value.value}
        onChange={(event) => (value.value = event.currentTarget.value)}
      >
        <option value="">{t.allGroups}</option>
        {groups.map((group) => (
          <option key={group.id} value={group.id}>
            {group.name}
          </option>
        ))}
      </select>
    </div>
  );
}
