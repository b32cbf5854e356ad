import type { ComponentChildren } from "preact";
import { ErrorSummary } from "./error-summary.tsx";
import type { FieldText } from "./field.tsx";
import type { Form as FormState } from "./use-form.ts";

interface FormProps<K extends string> {
  readonly form: FormState<K>;
  readonly texts: Readonly<Record<K, FieldText>>;
  readonly submit: string;
  /** beside the submit button */
  readonly more?: ComponentChildren;
  readonly big?: boolean;
  readonly children: ComponentChildren;
}

/** A form with its error summary and its one main button. */
export function Form<K extends string>({ form, texts, submit, more, big, children }: FormProps<K>) {
  return (
    <form class="form" noValidate onSubmit={(event) => form.submit(event)}>
      <ErrorSummary form={form} texts={texts} />
      {children}
      <div class="row">
        <button
          type="submit"
          class={big ? "button button-primary button-big" : "button button-primary"}
          aria-disabled={form.busy.value}
        >
          {form.busy.value && <span class="spinner" />}
          {submit}
        </button>
        {more}
      </div>
    </form>
  );
}
