import type { Me } from "../../../shared/api/account.ts";
import { ApiProblem } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { IconClock } from "../../components/icons.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { offline } from "../../store/offline.ts";

/**
 * Whoever has registered for a row of a roster waits until a person says that it is them: without this they would find out only
 * where their record should be. A confirmed enrolment has said it.
 */
export function ClaimNote({ me }: { me: Me }) {
  const shares = useLoad(
    async () => (me.enrolment?.status === "confirmed" ? null : offline.shares()),
    [me.enrolment?.status],
  );
  const problem = shares.error.value;
  if (!(problem instanceof ApiProblem && problem.code === "claim_waits")) return null;
  const t = messages.value.student.today;
  return (
    <Note tone="wait" title={t.claimTitle} icon={<IconClock />}>
      <p>{t.claimText}</p>
    </Note>
  );
}
