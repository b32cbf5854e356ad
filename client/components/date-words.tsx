import { isDate } from "../../shared/dates.ts";
import { format } from "../i18n/format.ts";

/**
 * What was chosen in a date field, in words: the field itself writes it as the browser's language does (Chromium heeds no `lang`
 * there), and 03/04 is two days. Nothing while it is not a date. `value`: `YYYY-MM-DD`, or `YYYY-MM-DDThh:mm`.
 */
export function DateWords({ id, value }: { id?: string; value: string }) {
  const [date = "", time] = value.split("T");
  return (
    <p class="hint date-words" id={id}>
      {isDate(date) &&
        [format.fullDate(date), time && format.clock(minutesOf(time))].filter(Boolean).join(", ")}
    </p>
  );
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
