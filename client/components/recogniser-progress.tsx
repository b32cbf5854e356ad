import { format } from "../i18n/format.ts";
import { messages } from "../i18n/i18n.ts";
import type { LoadProgress } from "../recognition/types.ts";

/** The first download of recognition: how much of how much, and that it happens only once. */
export function RecogniserProgress({ progress }: { progress: LoadProgress | null }) {
  const t = messages.value.face.recogniser;
  if (!progress || progress.total === 0 || progress.loaded >= progress.total) {
    return (
      <div class="stage-loading" role="status">
        <span class="spinner" />
        {t.preparing}
      </div>
    );
  }
  const { loaded, total } = progress;
  return (
    <div class="stage-loading stage-download">
      <p>
        <strong>{t.title}</strong>
      </p>
      <progress class="progress" max={total} value={loaded} aria-label={t.title} />
      <p class="number">
        {t.progress(format.bytes(loaded), format.bytes(total), format.percent(loaded / total))}
      </p>
      <p class="small">{t.once}</p>
    </div>
  );
}
