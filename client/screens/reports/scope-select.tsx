import { useId } from "preact/hooks";
import { messages } from "../../i18n/i18n.ts";

/** What of a course a report can be of. */
export interface Scopes {
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly students: readonly { readonly id: string; readonly name: string }[];
}
/** group:… or student:…; empty: the whole course */
export type Scope = string;
export const ofScope = (scope: Scope) => {
  const [kind, id = ""] = scope.split(":");
  if (kind === "group") return { group: id };
  return kind === "student" ? { student: id } : {};
};

/** The whole course, a group, or a student. */
export function ScopeSelect(props: { scopes: Scopes; value: Scope; onChange: (scope: Scope) => void }) {
  const { scopes, value, onChange } = props;
  const t = messages.value.reports.of;
  const id = useId();
  const options = (kind: "group" | "student", list: Scopes["groups"]) =>
    list.map(({ id: of, name }) => (
      <option key={of} value={`${kind}:${of}`}>
        {name}
      </option>
    ));
  return (
    <div class="field scope-field">
      <label for={id}>{t.label}</label>
      <select id={id} class="select" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t.course}</option>
        {scopes.groups.length > 0 && <optgroup label={t.groups}>{options("group", scopes.groups)}</optgroup>}
        {scopes.students.length > 0 && (
          <optgroup label={t.students}>{options("student", scopes.students)}</optgroup>
        )}
      </select>
    </div>
  );
}
