import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { messages } from "../i18n/i18n.ts";
import { DateWords } from "./date-words.tsx";
import { IconWarn } from "./icons.tsx";
import type { Form } from "./use-form.ts";

/** The words of one field; `hint` may be empty. */
export interface FieldText {
  readonly label: string;
  readonly hint: string;
  readonly error: string;
}

interface FieldProps<K extends string> {
  readonly form: Form<K>;
  readonly name: K;
  readonly text: FieldText;
  readonly optional?: boolean;
}

/** Label, hint and error around a control; the control gets the ids that tie them together. */
export function FieldFrame<K extends string>(
  props: FieldProps<K> & {
    children: (ids: { id: string; describedBy: string | undefined; wrong: boolean }) => ComponentChildren;
  },
) {
  const { form, name, text, optional } = props;
  const id = form.id(name);
  const wrong = form.wrong.value.includes(name);
  const describedBy =
    [text.hint && `${id}-hint`, wrong && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div class={wrong ? "field field-wrong" : "field"}>
      <label for={id}>
        {text.label} {optional && <span class="hint">({messages.value.common.optional})</span>}
      </label>
      {text.hint && (
        <p class="hint" id={`${id}-hint`}>
          {text.hint}
        </p>
      )}
      {wrong && (
        <p class="field-error" id={`${id}-error`}>
          <IconWarn size={18} />
          {text.error}
        </p>
      )}
      {props.children({ id, describedBy, wrong })}
    </div>
  );
}

const KINDS = {
  text: { type: "text" },
  email: { type: "email", inputMode: "email", autoCapitalize: "off", spellcheck: false },
  number: { type: "number", inputMode: "decimal" },
  moment: { type: "datetime-local" },
  date: { type: "date" },
  time: { type: "time" },
} as const;

const hasDate = (kind: keyof typeof KINDS) => kind === "date" || kind === "moment";

interface InputProps<K extends string> extends FieldProps<K> {
  readonly kind?: keyof typeof KINDS;
  readonly autoComplete?: "off" | "name" | "username" | "one-time-code";
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly readOnly?: boolean;
  readonly class?: string;
}

/** One line of text, a number or a date. */
export function TextField<K extends string>(props: InputProps<K>) {
  const { form, name, text, optional, kind = "text", class: extra, ...input } = props;
  return (
    <FieldFrame form={form} name={name} text={text} optional={optional ?? false}>
      {({ id, describedBy, wrong }) => (
        <>
          <input
            {...KINDS[kind]}
            {...input}
            id={id}
            name={name}
            class={extra ? `input ${extra}` : "input"}
            required={!optional}
            aria-describedby={
              hasDate(kind) ? [describedBy, `${id}-words`].filter(Boolean).join(" ") : describedBy
            }
            aria-invalid={wrong}
            value={form.values[name].value}
            onInput={(event) => form.set(name, event.currentTarget.value)}
          />
          {hasDate(kind) && <DateWords id={`${id}-words`} value={form.values[name].value} />}
        </>
      )}
    </FieldFrame>
  );
}

const VISIBLE = { type: "text" } as const;
const COVERED = { type: "password" } as const;

/** One of a few. */
export function SelectField<K extends string>(
  props: FieldProps<K> & { options: readonly { readonly value: string; readonly label: string }[] },
) {
  const { form, name, text, optional, options } = props;
  return (
    <FieldFrame form={form} name={name} text={text} optional={optional ?? false}>
      {({ id, describedBy, wrong }) => (
        <select
          id={id}
          name={name}
          class="select"
          aria-describedby={describedBy}
          aria-invalid={wrong}
          value={form.values[name].value}
          onChange={(event) => form.set(name, event.currentTarget.value)}
        >
          {options.map(({ value, label }) => (
            <option value={value} key={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

/** A password that can be looked at while typing. */
export function PasswordField<K extends string>(
  props: FieldProps<K> & { autoComplete: "current-password" | "new-password" },
) {
  const { form, name, text } = props;
  const visible = useSignal(false);
  const words = messages.value.account.fields;
  return (
    <FieldFrame form={form} name={name} text={text}>
      {({ id, describedBy, wrong }) => (
        <div class="with-button">
          <input
            id={id}
            name={name}
            class="input"
            {...(visible.value ? VISIBLE : COVERED)}
            autoComplete={props.autoComplete}
            autoCapitalize="off"
            spellcheck={false}
            required
            aria-describedby={describedBy}
            aria-invalid={wrong}
            value={form.values[name].value}
            onInput={(event) => form.set(name, event.currentTarget.value)}
          />
          <button
            type="button"
            class="button"
            aria-pressed={visible.value}
            aria-label={words.showPassword}
            onClick={() => (visible.value = !visible.value)}
          >
            {visible.value ? words.hide : words.show}
          </button>
        </div>
      )}
    </FieldFrame>
  );
}

/** A few lines of text. */
export function TextArea<K extends string>(props: FieldProps<K> & { maxLength?: number }) {
  const { form, name, text, optional } = props;
  return (
    <FieldFrame form={form} name={name} text={text} optional={optional ?? false}>
      {({ id, describedBy, wrong }) => (
        <textarea
          id={id}
          name={name}
          class="textarea"
          maxLength={props.maxLength}
          required={!optional}
          aria-describedby={describedBy}
          aria-invalid={wrong}
          value={form.values[name].value}
          onInput={(event) => form.set(name, event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}
