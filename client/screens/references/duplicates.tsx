import { useSignal } from "@preact/signals";
import { type Duplicate, DuplicateDecision } from "../../../shared/api/references.ts";
import { api } from "../../api.ts";
import { CardList } from "../../components/card-list.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Badge } from "../../components/feedback.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** Enrolments that resemble one another, for the administrator to decide. */
export function Duplicates() {
  const { references, manage } = messages.value;
  const t = references.duplicates;
  const loaded = useLoad(() => api.references.duplicates());
  const deciding = useSignal<Duplicate | null>(null);
  return (
    <Page title={t.title} text={t.text} back={{ href: "/health", label: manage.health.title }}>
      <Loadable from={loaded}>
        {(list) => (
          <CardList list={list} emptyTitle={t.emptyTitle} emptyText={t.emptyText}>
            {(pair) => <Pair key={pair.id} pair={pair} onDecide={() => (deciding.value = pair)} />}
          </CardList>
        )}
      </Loadable>
      {deciding.value && (
        <DecideDialog pair={deciding.value} onClose={() => (deciding.value = null)} onDone={loaded.reload} />
      )}
    </Page>
  );
}

function Pair({ pair, onDecide }: { pair: Duplicate; onDecide: () => void }) {
  const t = messages.value.references.duplicates;
  const { person, other, decision, decidedAt } = pair;
  return (
    <li class="card stack stack-s">
      <div class="row row-between">
        <h2>{t.and(person.name, other.name)}</h2>
        <Badge tone={decision ? "pen" : "look"}>{t.score(format.number(pair.score))}</Badge>
      </div>
      <p class="muted small">{`${person.email} · ${other.email}`}</p>
      <p class="muted small">{t.found(format.stamp(pair.at))}</p>
      {decision && decidedAt && <p>{t.decidedOn(t.decided[decision], format.date(decidedAt))}</p>}
      {pair.note && <p>{pair.note}</p>}
      {!decision && (
        <div>
          <button
            type="button"
            class="button button-primary"
            aria-label={t.decideFor(person.name, other.name)}
            onClick={onDecide}
          >
            {t.decide}
          </button>
        </div>
      )}
    </li>
  );
}

function DecideDialog(props: { pair: Duplicate; onClose: () => void; onDone: () => void }) {
  const t = messages.value.references.duplicates;
  const { pair, onClose, onDone } = props;
  const form = useForm({
    initial: { decision: "different_people", note: "" },
    schema: DuplicateDecision,
    shape: ({ decision, note }) => ({ decision, note: note.trim() === "" ? null : note }),
    send: async (decided) => {
      await api.references.decideDuplicate(pair.id, decided);
      onClose();
      onDone();
    },
  });
  const choices = [
    ["different_people", t.different],
    ["same_person", t.same],
  ] as const;
  const texts = { decision: { label: t.decide, hint: "", error: "" }, note: t.note };
  return (
    <Dialog title={t.and(pair.person.name, pair.other.name)} onClose={onClose}>
      <p>{t.dialogText}</p>
      <Form form={form} texts={texts} submit={t.decide}>
        <fieldset>
          <legend class="legend">{t.decide}</legend>
          <div class="choices">
            {choices.map(([value, label]) => (
              <label class="choice" key={value}>
                <input
                  type="radio"
                  name={form.id("decision")}
                  value={value}
                  checked={form.values.decision.value === value}
                  onChange={() => form.set("decision", value)}
                />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
        <TextField form={form} name="note" text={t.note} optional autoComplete="off" maxLength={500} />
      </Form>
    </Dialog>
  );
}
