import type { HourTally } from "../../../shared/api/analysis.ts";
import { TableFrame } from "../../components/table-frame.tsx";
import { analysisTexts } from "../../i18n/analysis.ts";
import { count, shareOf } from "../analysis/figures.ts";

/** A share this many basis points below the mean of all hours is shown as low; as many above, as high. */
const APART = 500;

/** Weekdays across, hours down: where attendance is low is seen at once, and read as a number. */
export function HeatTable({ hours }: { hours: readonly HourTally[] }) {
  const t = analysisTexts.value;
  const times = [...new Set(hours.map(({ time }) => time))].toSorted();
  const days = [...new Set(hours.map(({ weekday }) => weekday))].toSorted((a, b) => a - b);
  const earned = hours.reduce((sum, { share }) => sum + share.earned, 0);
  const of = hours.reduce((sum, { share }) => sum + share.of, 0);
  const mean = of === 0 ? 0 : (100 * earned) / of;
  const at = (weekday: number, time: string) =>
    hours.find((hour) => hour.weekday === weekday && hour.time === time);
  return (
    <div class="card stack stack-s">
      <h3>{t.hours.heatTitle}</h3>
      <p class="muted">{t.hours.heatText}</p>
      <TableFrame label={t.hours.heatTitle}>
        <table class="table heat">
          <caption class="hidden-text">{t.hours.heatText}</caption>
          <thead>
            <tr>
              <th scope="col">{t.hours.hour}</th>
              {days.map((day) => (
                <th scope="col" key={day} abbr={t.weekdays[day - 1]}>
                  {t.days[day - 1]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time) => (
              <tr key={time}>
                <th scope="row">{time}</th>
                {days.map((day) => {
                  const hour = at(day, time);
                  return hour ? (
                    <td key={day} class={toneOf(hour, mean)}>
                      {shareOf(hour.share, 0)} <span class="small">({count(hour.meetings)})</span>
                    </td>
                  ) : (
                    <td key={day} class="muted">
                      –
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

function toneOf({ share: { basisPoints } }: HourTally, mean: number): string {
  if (basisPoints === null) return "";
  if (basisPoints <= mean - APART) return "heat-low";
  return basisPoints >= mean + APART ? "heat-high" : "";
}
