import type { AttendanceStatus } from "../../shared/attendance.ts";
import { messages } from "../i18n/i18n.ts";
import { Badge, type Tone } from "./feedback.tsx";
import { IconCheck, IconClock, IconCross, IconDash, IconPen } from "./icons.tsx";

const LOOK: Readonly<Record<AttendanceStatus, { tone: Tone; icon: typeof IconCheck }>> = {
  present: { tone: "ok", icon: IconCheck },
  late: { tone: "look", icon: IconClock },
  excused: { tone: "pen", icon: IconPen },
  absent: { tone: "bad", icon: IconCross },
  expected: { tone: "wait", icon: IconDash },
};

/** An attendance in colour, picture and word. */
export function StatusBadge({ status }: { status: AttendanceStatus }) {
  const { tone, icon: Icon } = LOOK[status];
  return (
    <Badge tone={tone} icon={<Icon size={16} />}>
      {messages.value.common.status[status]}
    </Badge>
  );
}
