import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type TakenFile, takeFile } from "../../carry/carry.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { messages } from "../../i18n/i18n.ts";

/** A file of unsent check-ins, as a student's phone saved it. */
export function FromFile() {
  const t = messages.value.carry.file;
  const id = useId();
  const problem = useSignal<unknown>(null);
  const result = useSignal<TakenFile | null>(null);
  async function take(input: HTMLInputElement) {
    const [file] = input.files ?? [];
    if (!file) return;
    problem.value = null;
    result.value = null;
    try {
      result.value = await takeFile(file);
    } catch (error) {
      problem.value = error;
    } finally {
      // the same file may be chosen again
      input.value = "";
    }
  }
  return (
    <section class="card stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.title}</h2>
      <p class="muted">{t.text}</p>
      <div>
        {/* the browser's own control speaks the browser's language, not the app's */}
        <label class="button file-button">
          <input
            class="file-input"
            type="file"
            accept=".json,application/json"
            onChange={(event) => void take(event.currentTarget)}
          />
          {t.choose}
        </label>
        <div role="status" aria-live="polite" class="file-result">
          {result.value && <Taken result={result.value} />}
        </div>
      </div>
      {problem.value !== null && <ProblemNote error={problem.value} />}
    </section>
  );
}

function Taken({ result: { taken, damaged } }: { result: TakenFile }) {
  const t = messages.value.carry.file;
  return (
    <Note tone={damaged > 0 ? "look" : "ok"}>
      {[taken > 0 ? t.taken(taken) : t.nothingNew, damaged > 0 ? t.damaged(damaged) : ""].join(" ").trim()}
    </Note>
  );
}
