import type { ComponentChildren } from "preact";
import { messages } from "../i18n/i18n.ts";
import { RecognitionError } from "../recognition/types.ts";
import { Note, ProblemNote } from "./feedback.tsx";
import type { CameraProblem } from "./camera.ts";
import type { RecogniserState } from "./use-recogniser.ts";

interface CameraTroubleProps {
  readonly problem: CameraProblem;
  readonly onRetry: () => void;
  /** what to do where it is not what a student would do */
  readonly steps?: readonly string[];
  /** another way to go on */
  readonly instead?: ComponentChildren;
}

/** Why there is no picture, and how to get one: in the place of the picture. */
export function CameraTrouble(props: CameraTroubleProps) {
  return (
    <div class="stage-trouble">
      <div class="card stack">
        <CameraWords {...props} />
        {props.instead}
      </div>
    </div>
  );
}

/** The same inside of a card. */
export function CameraWords({ problem, onRetry, steps }: CameraTroubleProps) {
  const words = messages.value.face.camera[problem];
  return (
    <>
      <h2>{words.title}</h2>
      <ol class="steps">
        {(steps ?? words.steps).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div>
        <button type="button" class="button button-primary" onClick={onRetry}>
          {messages.value.common.actions.retry}
        </button>
      </div>
    </>
  );
}

/** Why no face can be recognised here now, and what to do. */
export function RecogniserTrouble(props: {
  state: RecogniserState;
  error: unknown;
  onRetry: () => void;
  instead?: ComponentChildren;
}) {
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
        {props.instead}
      </div>
    </div>
  );
}
