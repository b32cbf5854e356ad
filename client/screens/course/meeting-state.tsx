import type { Meeting } from "../../../shared/api/course.ts";
import { Badge, type Tone } from "../../components/feedback.tsx";
import { IconCheck, IconClock } from "../../components/icons.tsx";
import { messages } from "../../i18n/i18n.ts";

const TONES: Readonly<Record<Meeting["state"], Tone>> = { open: "ok", planned: "pen", closed: "wait" };

export function MeetingState({ state }: { state: Meeting["state"] }) {
  const icon =
    state === "open" ? (
      <span class="pulse" />
    ) : state === "planned" ? (
      <IconClock size={16} />
    ) : (
      <IconCheck size={16} />
    );
  return (
    <Badge tone={TONES[state]} icon={icon}>
      {messages.value.common.meetingState[state]}
    </Badge>
  );
}
