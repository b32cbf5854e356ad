import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type TakenFile, takeFile } from "../../carry/carry.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { FilePicker } from "../../components/file-picker.tsx";
import { messages } from "../../i18n/i18n.ts";

/** A file of unsent check-ins, as a student's phone saved it. */
export function FromFile() {
  const t = messages.value.carry.file;
  const id = useId();
  const name = useSignal<string | null>(null);
  const problem = useSignal<unknown>(null);
  const result = useSignal<TakenFile | null>(null);
  async function take(file: File) {
    name.value = file.name;
    problem.value = null;
    result.value = null;
    try {
      result.value = await takeFile(file);
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <section class="card stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t.title}</h2>
      <p class="muted">{t.text}</p>
      <div>
        <FilePicker
          label={t.choose}
          chosen={name.value}
          accept=".json,application/json"
          onChoose={(file) => void take(file)}
        />
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
