import type { ComponentChildren } from "preact";
import { type Course, CourseChange } from "../../../shared/api/course.ts";
import { dateIn } from "../../../shared/dates.ts";
import { api } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { IconWarn } from "../../components/icons.tsx";
import { toast } from "../../components/toast.tsx";
import { type Form as FormState, useForm } from "../../components/use-form.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { zone } from "../../i18n/zone.ts";
import { session } from "../session.ts";
import {
  exampleShare,
  exampleWindows,
  FIELD_OF,
  RULE_FIELDS,
  type RuleField,
  rulesOf,
  typedRules,
} from "./rules-form.ts";

type RulesForm = FormState<RuleField>;

/** Name and rules of a course, with what they mean in an example. */
export function RulesTab({ course, onChanged }: { course: Course; onChanged: (course: Course) => void }) {
  const { course: t, create } = messages.value.teach;
  const { closesItself } = messages.value.offline;
  const { rules } = messages.value.day;
  const form = useForm({
    initial: typedRules(course),
    schema: CourseChange,
    shape: (typed) => rulesOf(course.policy, typed),
    fieldOf: FIELD_OF,
    send: async (changed) => {
      onChanged(await api.courses.change(course.id, changed));
      toast(messages.value.common.saved);
    },
  });
  const who = session.value;
  const isAdministrator = who.kind === "person" && who.me.role === "administrator";
  const locked = isLocked(course.policy.lockOn ?? null);
  const held = locked && !isAdministrator;
  const unit = (text: { label: string; hint: string; error: string }, of: string) => ({
    ...text,
    label: `${text.label} (${of})`,
  });
  const nothing = { hint: "", error: "" };
  const texts = {
    name: { ...create.name, label: t.nameLabel },
    late: unit(t.late, t.minutesUnit),
    absent: unit(rules.absentAfter, t.minutesUnit),
    tooLate: { label: rules.tooLate, ...nothing },
    close: unit(closesItself, t.minutesUnit),
    open: unit(rules.openBefore, t.minutesUnit),
    sync: unit(t.sync, t.hoursUnit),
    roomCode: { label: t.roomCode, ...nothing },
    lateWeight: rules.lateWeight,
    excused: { label: rules.excused, ...nothing },
    required: rules.required,
    lock: rules.lock,
  };
  const minutes = { kind: "number", min: 0, form } as const;
  return (
    <section class="card stack" aria-labelledby="rules">
      <h2 id="rules">{t.rulesTitle}</h2>
      <Note tone="wait">{rules.keep}</Note>
      {locked && (
        <Note tone="look" icon={<IconWarn />}>
          {rules.lockedNow}
        </Note>
      )}
      <Form form={form} texts={texts} submit={messages.value.common.actions.save}>
        <TextField form={form} name="name" text={texts.name} autoComplete="off" maxLength={160} />
        <TextField {...minutes} name="late" text={texts.late} max={240} />
        <TextField {...minutes} name="absent" text={texts.absent} max={720} optional />
        {form.values.absent.value.trim() !== "" && (
          <Choice
            form={form}
            name="tooLate"
            legend={rules.tooLate}
            options={[
              ["look", rules.tooLateLook],
              ["absent", rules.tooLateAbsent],
            ]}
          />
        )}
        <TextField {...minutes} name="close" text={texts.close} max={720} optional />
        <Windows form={form} />
        <TextField {...minutes} name="open" text={texts.open} max={60} optional />
        <TextField {...minutes} name="sync" text={texts.sync} max={336} />
        <Choice
          form={form}
          name="roomCode"
          legend={t.roomCode}
          options={[
            ["none", t.roomCodeNone],
            ["required", rules.roomCodeNeeded],
          ]}
        />
        <h3>{rules.shareTitle}</h3>
        <TextField {...minutes} name="lateWeight" text={texts.lateWeight} max={100} readOnly={held} />
        <Choice
          form={form}
          name="excused"
          legend={rules.excused}
          disabled={held}
          options={Object.entries(rules.excusedAs)}
        />
        <ShareExample form={form} />
        <TextField {...minutes} name="required" text={texts.required} max={100} readOnly={held} />
        <TextField form={form} name="lock" text={texts.lock} kind="date" readOnly={held} optional />
      </Form>
    </section>
  );
}

const isLocked = (lockOn: string | null) => lockOn !== null && lockOn < dateIn(new Date(), zone.value);

function Choice(props: {
  form: RulesForm;
  name: RuleField;
  legend: string;
  options: readonly (readonly [string, string])[];
  disabled?: boolean;
}) {
  const { form, name, legend, options, disabled } = props;
  return (
    <fieldset disabled={disabled}>
      <legend class="legend">{legend}</legend>
      <div class="choices choices-wide">
        {options.map(([value, label]) => (
          <label class="choice" key={value}>
            <input
              type="radio"
              name={form.id(name)}
              value={value}
              checked={form.values[name].value === value}
              onChange={() => form.set(name, value)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const values = (form: RulesForm): Record<RuleField, string> =>
  Object.fromEntries(RULE_FIELDS.map((name) => [name, form.values[name].value])) as Record<RuleField, string>;

/** What the minutes mean for a meeting at ten, as they are typed. */
function Windows({ form }: { form: RulesForm }) {
  const t = messages.value.day.rules;
  const { lateMin, absentMin, closesMin } = exampleWindows(values(form));
  const at = (minute: number) => format.clock(10 * 60 + minute);
  const lines: ComponentChildren[] = [];
  if (lateMin !== null) {
    if (lateMin > 0) lines.push(t.present(at(0), at(lateMin)));
    lines.push(t.late(at(lateMin), absentMin === null ? null : at(absentMin)));
  }
  if (absentMin !== null) lines.push(t.absent(at(absentMin)));
  lines.push(closesMin === null ? t.closesByHand : t.closes(at(closesMin)));
  return (
    <div class="windows" role="status">
      <strong>{t.example}</strong>
      {lines.map((line, i) => (
        <span key={i}>{line}</span>
      ))}
    </div>
  );
}

function ShareExample({ form }: { form: RulesForm }) {
  const basisPoints = exampleShare(values(form));
  return basisPoints === null ? null : (
    <p class="windows" role="status">
      {messages.value.day.rules.shareExample(format.share(basisPoints))}
    </p>
  );
}
