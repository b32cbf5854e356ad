import { dismiss, ownActions, refusal, sendActions } from "../../actions/log.ts";
import { Note } from "../../components/feedback.tsx";
import { IconOffline, IconPhone } from "../../components/icons.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import type { ActionRow } from "../../store/action-row.ts";
import { online } from "../session.ts";

/** What of the teacher's doings is only on this device, and what the server would not take. */
export function KeptNote() {
  const t = messages.value.offline;
  const waiting = ownActions.value.filter(({ state }) => state === "waiting");
  const refused = ownActions.value.filter(({ state }) => state === "refused");
  return (
    <>
      {waiting.length > 0 && (
        <Note tone="look" title={t.kept(waiting.length)} icon={<IconPhone />}>
          <p>{online.value ? t.keptOnline : t.keptOffline}</p>
          {online.value && (
            <div>
              <button type="button" class="button" onClick={() => void sendActions()}>
                {messages.value.student.today.syncNow}
              </button>
            </div>
          )}
        </Note>
      )}
      {refused.map((row) => (
        <Refused key={row.id} row={row} />
      ))}
    </>
  );
}

function Refused({ row }: { row: ActionRow }) {
  const { offline: t, common } = messages.value;
  const what = [row.courseName, t.what[row.action.kind], row.name, format.stamp(row.action.at)];
  const { message, next } = refusal(row.code);
  return (
    <Note tone="bad" title={t.refused} alert>
      <p>{what.filter(Boolean).join(" · ")}</p>
      <p>
        {message} {next}
      </p>
      <div>
        <button type="button" class="button" onClick={() => void dismiss(row.id)}>
          {common.actions.close}
        </button>
      </div>
    </Note>
  );
}

/** How old what is shown is, where the server cannot be asked. */
export function AgeNote({ at }: { at: number }) {
  return (
    <Note tone="wait" icon={<IconOffline />}>
      {messages.value.offline.asOf(format.stamp(at))}
    </Note>
  );
}
