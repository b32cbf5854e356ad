import { signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { useId, useMemo } from "preact/hooks";
import * as v from "valibot";
import { PROBLEMS, type Sentence } from "../../shared/errors.ts";
import { ApiProblem, describeProblem } from "../api.ts";
import { language } from "../i18n/i18n.ts";

/** The state of a form: what is typed, which fields are wrong, what the server refused. */
export interface Form<K extends string> {
  readonly values: Readonly<Record<K, Signal<string>>>;
  /** names of the fields that need attention */
  readonly wrong: ReadonlySignal<readonly K[]>;
  readonly problem: ReadonlySignal<Sentence | null>;
  readonly busy: ReadonlySignal<boolean>;
  /** grows with each refused attempt, so that the error summary takes the focus again */
  readonly attempts: ReadonlySignal<number>;
  id(name: K): string;
  set(name: K, value: string): void;
  submit(event: Event): void;
}

interface FormOptions<K extends string, S extends v.GenericSchema> {
  readonly initial: Readonly<Record<K, string>>;
  /** what is sent; its issues point at the fields of the same name */
  readonly schema: S;
  /** from what is typed to what the schema reads; the values themselves when left out */
  readonly shape?: (values: Record<K, string>) => unknown;
  /** issues of the schema whose path is not the field's name, as path → field */
  readonly fieldOf?: Readonly<Record<string, NoInfer<K>>>;
  readonly send: (output: v.InferOutput<S>) => Promise<unknown>;
}

/** Makes a form once for the component. `send` may throw: its refusal becomes the form's problem. */
export function useForm<K extends string, S extends v.GenericSchema>(options: FormOptions<K, S>): Form<K> {
  const prefix = useId();
  return useMemo(() => createForm(prefix, options), []);
}

/** An object with a value for each of the names; Object.fromEntries forgets which keys it was given. */
const recordOf = <K extends string, T>(names: readonly K[], make: (name: K) => T): Record<K, T> =>
  Object.fromEntries(names.map((name) => [name, make(name)])) as Record<K, T>;

export function createForm<K extends string, S extends v.GenericSchema>(
  prefix: string,
  options: FormOptions<K, S>,
): Form<K> {
  const names = Object.keys(options.initial).filter((name): name is K => name in options.initial);
  const values = recordOf(names, (name) => signal(options.initial[name]));
  const wrong = signal<readonly K[]>([]);
  const problem = signal<Sentence | null>(null);
  const busy = signal(false);
  const attempts = signal(0);

  const typed = () => recordOf(names, (name) => values[name].value);
  const refuse = (fields: readonly string[], sentence: Sentence | null) => {
    const named = fields.map((field) => options.fieldOf?.[field] ?? field);
    wrong.value = names.filter((name) =>
      named.some((field) => field === name || field.startsWith(`${name}.`)),
    );
    problem.value = sentence;
    attempts.value++;
  };

  async function send() {
    const read = v.safeParse(options.schema, options.shape ? options.shape(typed()) : typed());
    if (!read.success) {
      const fields = read.issues.map((issue) => v.getDotPath(issue) ?? "");
      refuse(fields, null);
      if (wrong.value.length === 0) problem.value = PROBLEMS.bad_request[language.value];
      return;
    }
    busy.value = true;
    wrong.value = [];
    problem.value = null;
    try {
      await options.send(read.output);
    } catch (error) {
      refuse(error instanceof ApiProblem ? error.fields : [], describeProblem(error, language.value));
    } finally {
      busy.value = false;
    }
  }

  return {
    values,
    wrong,
    problem,
    busy,
    attempts,
    id: (name) => `${prefix}-${name}`,
    set: (name, value) => {
      values[name].value = value;
    },
    submit(event) {
      event.preventDefault();
      if (!busy.value) void send();
    },
  };
}
