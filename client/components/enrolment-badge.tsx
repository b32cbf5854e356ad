import * as v from "valibot";
import { EnrolmentStatus } from "../../shared/api/account.ts";
import { messages } from "../i18n/i18n.ts";
import { Badge, type Tone } from "./feedback.tsx";
import { IconCheck, IconClock, IconCross, IconDash } from "./icons.tsx";

const LOOK: Readonly<Record<EnrolmentStatus | "none", { tone: Tone; icon: typeof IconCheck }>> = {
  none: { tone: "wait", icon: IconDash },
  uploading: { tone: "wait", icon: IconClock },
  checking: { tone: "wait", icon: IconClock },
  awaiting: { tone: "look", icon: IconClock },
  confirmed: { tone: "ok", icon: IconCheck },
  rejected: { tone: "bad", icon: IconCross },
};

/** Where someone's enrolment stands, in colour, picture and word. */
export function EnrolmentBadge({ status }: { status: string | null }) {
  const known = v.safeParse(EnrolmentStatus, status);
  const key = known.success ? known.output : "none";
  const { tone, icon: Icon } = LOOK[key];
  return (
    <Badge tone={tone} icon={<Icon size={16} />}>
      {messages.value.common.enrolment[key]}
    </Badge>
  );
}
