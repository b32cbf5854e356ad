import { type Course, OpenNowRequest } from "../../../shared/api/course.ts";
import { v7 as uuidv7 } from "uuid";
import { act } from "../../actions/log.ts";
import { Dialog } from "../../components/dialog.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { navigate } from "../../components/router.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { takeSpare, teacherTime } from "../../store/room-keys.ts";
import { actor } from "../meeting/act.ts";

const DEFAULT_MINUTES = 90;
const MINUTE_MS = 60_000;

/** Opens a meeting on the spot and goes to its live list. */
export function OpenNowDialog({ course, onClose }: { course: Course; onClose: () => void }) {
  const t = messages.value.teach.course;
  const form = useForm({
    initial: { minutes: String(DEFAULT_MINUTES), title: "" },
    schema: OpenNowRequest,
    shape: ({ minutes, title }) => ({ minutes: Number(minutes), ...(title.trim() && { title }) }),
    send: async ({ minutes, title }) => {
      const time = await teacherTime(course.id);
      // one whose room codes this device can show at once
      const meetingId = (await takeSpare(course.id)) ?? uuidv7();
      const action = {
        id: uuidv7(),
        kind: "create" as const,
        ...time,
        meetingId,
        courseId: course.id,
        title: title ?? null,
        startsAt: new Date(time.at).toISOString(),
        endsAt: new Date(time.at + minutes * MINUTE_MS).toISOString(),
      };
      await act({ uid: actor(), courseId: course.id, courseName: course.name, name: null, action });
      navigate(`/meetings/${meetingId}`);
    },
  });
  const texts = {
    minutes: { ...t.minutes, label: `${t.minutes.label} (${t.minutesUnit})` },
    title: t.meetingTitle,
  };
  return (
    <Dialog title={t.openTitle} onClose={onClose}>
      <p class="muted">{t.openText}</p>
      <Form form={form} texts={texts} submit={t.openSubmit} big>
        <TextField form={form} name="minutes" text={texts.minutes} kind="number" min={5} max={720} />
        <TextField form={form} name="title" text={texts.title} autoComplete="off" maxLength={160} optional />
      </Form>
    </Dialog>
  );
}
