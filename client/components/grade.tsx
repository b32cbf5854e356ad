import type { EvidenceGrade } from "../../shared/protocol/sync.ts";
import { messages } from "../i18n/i18n.ts";

/** The evidence grade with its explanation a tap away. */
export function Grade({ grade }: { grade: EvidenceGrade }) {
  const { grade: t } = messages.value.common;
  return (
    <details class="grade-box">
      <summary>
        {t.label} {grade}
      </summary>
      <p>{t[grade]}</p>
    </details>
  );
}
