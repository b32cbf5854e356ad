import { messages } from "../i18n/i18n.ts";
import { RecognitionError } from "../recognition/types.ts";
import { Note, ProblemNote } from "./feedback.tsx";
import type { CameraProblem } from "./camera.ts";
import type { RecogniserState } from "./use-recogniser.ts";

/** Why there is no picture, and how to get one. */
export function CameraTrouble({ problem, onRetry }: { problem: CameraProblem; onRetry: () => void }) {
  const { title, steps } = messages.value.face.camera[problem];
  return (
    <div class="stage-trouble">
      <div class="card stack">
        <h2>{title}</h2>
        <ol class="steps">
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <div>
          <button type="button" class="button button-primary" onClick={onRetry}>
            {messages.value.common.actions.retry}
          </button>
        </div>
      </div>
    </div>
  );
}

/** Why no face can be recognised here now, and what to do. */
export function RecogniserTrouble(props: { state: RecogniserState; error: unknown; onRetry: () => void }) {
  const { state, onRetry } = props;
  const t = messages.value.face.recogniser;
  const error = state.kind === "failed" ? state.error : props.error;
  return (
    <div class="stage-trouble">
      <div class="card stack">
        {state.kind === "unavailable" ? (
          <Note tone="look" title={t.unavailable} alert>
            <p>{t.unavailableNext}</p>
          </Note>
        ) : error instanceof RecognitionError ? (
          <Note tone="bad" title={t.failed} alert>
            <p>{t.codes[error.code]}</p>
            <div>
              <button type="button" class="button" onClick={onRetry}>
                {messages.value.common.actions.retry}
              </button>
            </div>
          </Note>
        ) : (
          <ProblemNote error={error} onRetry={onRetry} />
        )}
      </div>
    </div>
  );
}
