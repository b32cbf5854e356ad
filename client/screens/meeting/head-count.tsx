import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { MAX_HEADS } from "../../../shared/api/actions.ts";
import type { LiveList } from "../../../shared/api/course.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { messages } from "../../i18n/i18n.ts";
import { countHeads } from "./act.ts";
import { compareHeads, hereOf } from "./head-count.ts";

/** The teacher counts the room; the app says how that fits the list, and what to do where it does not. */
export function HeadCount({ list }: { list: LiveList }) {
  const t = messages.value.day.heads;
  const id = useId();
  const typed = useSignal(list.headCount === null ? "" : String(list.headCount));
  const problem = useSignal<unknown>(null);
  const here = hereOf(list.rows);
  async function count(people: number | null) {
    problem.value = null;
    if (people === null) typed.value = "";
    try {
      await countHeads(list, people);
    } catch (error) {
      problem.value = error;
    }
  }
  function submit(event: Event) {
    event.preventDefault();
    const people = Number(typed.value);
    if (typed.value.trim() !== "" && Number.isInteger(people) && people >= 0 && people <= MAX_HEADS) {
      void count(people);
    }
  }
  return (
    <section class="card stack stack-s head-count" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.title}</h2>
      <form class="row" onSubmit={submit} noValidate>
        <label for={id}>{t.label}</label>
        <input
          id={id}
          class="input input-short"
          type="number"
          inputMode="numeric"
          min={0}
          max={MAX_HEADS}
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
        <button type="submit" class="button">
          {t.save}
        </button>
        {list.headCount !== null && (
          <button type="button" class="button button-quiet" onClick={() => void count(null)}>
            {t.clear}
          </button>
        )}
      </form>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div role="status">{list.headCount !== null && <Verdict people={list.headCount} here={here} />}</div>
    </section>
  );
}

function Verdict({ people, here }: { people: number; here: number }) {
  const t = messages.value.day.heads;
  const fits = compareHeads(people, here);
  return (
    <Note tone={fits === "equal" ? "ok" : "look"}>
      {fits === "equal" ? t.equal(here) : t[fits](people, here)}
    </Note>
  );
}
