import { useSignal } from "@preact/signals";
import type { Week, WeekMeeting } from "../../../shared/api/timetable.ts";
import { dateIn } from "../../../shared/dates.ts";
import { api } from "../../api.ts";
import { Badge, ProblemNote } from "../../components/feedback.tsx";
import { navigate } from "../../components/router.tsx";
import { messages } from "../../i18n/i18n.ts";
import { MeetingState } from "../course/meeting-state.tsx";
import { hourOf, runs } from "./week-hours.ts";

/** The meetings of today; whoever runs one opens it, or watches it, from here. */
export function TodayList({ week, onChanged }: { week: Week; onChanged: () => void }) {
  const t = messages.value.timetable.week;
  const today = week.meetings.filter(
    ({ startsAt }) => dateIn(new Date(startsAt), week.timeZone) === week.today,
  );
  if (!today.some(runs)) return null;
  return (
    <section class="stack" aria-labelledby="today">
      <h2 id="today">{t.todayTitle}</h2>
      <ul class="links">
        {today.map((meeting) => (
          <li key={meeting.id}>
            <Item meeting={meeting} timeZone={week.timeZone} onChanged={onChanged} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Item(props: { meeting: WeekMeeting; timeZone: string; onChanged: () => void }) {
  const { meeting, timeZone, onChanged } = props;
  const t = messages.value.timetable;
  const hour = hourOf(meeting, timeZone);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  const cancelled = Boolean(meeting.cancelledAt);
  const open = async () => {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await api.meetings.open(meeting.id);
      navigate(`/meetings/${meeting.id}`);
    } catch (error) {
      problem.value = error;
      onChanged();
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="item wrap">
      <span class="grow">
        <strong class={cancelled ? "struck" : undefined}>{meeting.courseName}</strong>{" "}
        <span class={cancelled ? "struck nowrap" : "nowrap"}>{hour.time}</span>
        {hour.more.length > 0 && <span class="muted small block">{hour.more.join(" · ")}</span>}
      </span>
      {cancelled ? (
        <Badge tone="look">{t.cancelled}</Badge>
      ) : (
        <>
          <MeetingState state={meeting.state} />
          {runs(meeting) && meeting.state === "planned" && (
            <button
              type="button"
              class="button button-primary"
              aria-disabled={busy.value}
              aria-label={`${t.week.open}: ${meeting.courseName}, ${hour.time}`}
              onClick={() => void open()}
            >
              {t.week.open}
            </button>
          )}
          {runs(meeting) && meeting.state !== "planned" && (
            <a
              class="button"
              href={`/meetings/${meeting.id}`}
              aria-label={`${t.week.watch}: ${meeting.courseName}, ${hour.time}`}
            >
              {t.week.watch}
            </a>
          )}
        </>
      )}
      {problem.value !== null && <ProblemNote error={problem.value} />}
    </div>
  );
}
