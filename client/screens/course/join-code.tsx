import { useSignal } from "@preact/signals";
import type { Course } from "../../../shared/api/course.ts";
import { Dialog } from "../../components/dialog.tsx";
import { IconScreen } from "../../components/icons.tsx";
import { messages } from "../../i18n/i18n.ts";

/** Eight characters are read more easily in two groups. */
export const inGroups = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

/** The course's join code, and large for the projector. */
export function JoinCode({ course, code }: { course: Course; code: string }) {
  const t = messages.value.teach.course;
  const large = useSignal(false);
  return (
    <section class="join-code" aria-labelledby="join-code">
      <div class="grow">
        <h2 id="join-code">{t.joinTitle}</h2>
        <p class="muted small">{t.joinText}</p>
      </div>
      <p class="join-code-value">{inGroups(code)}</p>
      <button type="button" class="button" onClick={() => (large.value = true)}>
        <IconScreen size={20} />
        {t.joinShow}
      </button>
      {large.value && (
        <Dialog title={course.name} onClose={() => (large.value = false)} wide>
          <p class="join-code-large">{inGroups(code)}</p>
          <p class="join-code-how">{t.joinHow(window.location.host)}</p>
        </Dialog>
      )}
    </section>
  );
}
