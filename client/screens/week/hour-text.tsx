import type { WeekHour } from "./layout.ts";

/** What there is to read of an hour; it leads to where it is run. */
export function HourText({ hour }: { hour: WeekHour }) {
  const text = (
    <>
      <span class="week-time">{hour.time}</span>
      <strong class="week-title">{hour.title}</strong>
      {hour.remark && <span class="week-remark">{hour.remark}</span>}
      {hour.more.map((line) => (
        <span class="week-more" key={line}>
          {line}
        </span>
      ))}
    </>
  );
  return hour.href ? (
    <a class="week-link" href={hour.href}>
      {text}
    </a>
  ) : (
    <div class="week-link">{text}</div>
  );
}
