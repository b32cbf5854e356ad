import { useEffect, useRef } from "preact/hooks";
import { messages } from "../i18n/i18n.ts";
import type { FieldText } from "./field.tsx";
import type { Form } from "./use-form.ts";

/** What is wrong with a form, above it; takes the focus when it appears, and leads to each field. */
export function ErrorSummary<K extends string>({
  form,
  texts,
}: {
  form: Form<K>;
  texts: Readonly<Record<K, FieldText>>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const attempts = form.attempts.value;
  const problem = form.problem.value;
  const wrong = form.wrong.value;
  useEffect(() => {
    if (attempts > 0) box.current?.focus();
  }, [attempts]);
  if (!problem && wrong.length === 0) return null;
  return (
    <div class="error-summary" role="alert" tabIndex={-1} ref={box}>
      <h2>{problem ? problem.message : messages.value.common.errorsTitle(wrong.length)}</h2>
      {problem && <p>{problem.next}</p>}
      {wrong.length > 0 && (
        <ul>
          {wrong.map((name) => (
            <li key={name}>
              <a
                href={`#${form.id(name)}`}
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(form.id(name))?.focus();
                }}
              >
                {texts[name].error}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
