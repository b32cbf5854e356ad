import { carried, carryNow, carryProblem, forgetDelivered, isDelivered } from "../../carry/carry.ts";
import { ApiProblem, Offline } from "../../api.ts";
import { Badge, Note, ProblemNote, type Tone } from "../../components/feedback.tsx";
import { IconCheck, IconCross, IconPhone, IconWarn } from "../../components/icons.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { OUTCOMES } from "../../i18n/outcomes.ts";
import type { CarriedRow } from "../../store/rows.ts";
import { online, session } from "../session.ts";

/** What is carried on this phone, and where each stands. */
export function CarriedList() {
  const t = messages.value.carry.list;
  const rows = carried.value;
  const waiting = rows.filter((row) => !isDelivered(row)).length;
  const who = session.value;
  async function clear(uid: string) {
    await forgetDelivered(uid);
    toast(t.cleared);
  }
  return (
    <section class="stack" aria-labelledby="carried">
      <h2 id="carried">{t.title}</h2>
      {waiting > 0 && (
        <Note tone="look" title={t.waiting(waiting)} icon={<IconPhone />}>
          {online.value && (
            <div>
              <button type="button" class="button" onClick={() => void carryNow()}>
                {t.sendNow}
              </button>
            </div>
          )}
        </Note>
      )}
      {waiting > 0 && <Stopped problem={carryProblem.value} />}
      {rows.length === 0 ? (
        <p class="muted">{t.none}</p>
      ) : (
        <ul class="links">
          {rows.map((row) => (
            <CarriedItem key={row.h} row={row} />
          ))}
        </ul>
      )}
      {waiting < rows.length && who.kind === "person" && (
        <div>
          <button type="button" class="button" onClick={() => void clear(who.me.id)}>
            {t.clear}
          </button>
        </div>
      )}
    </section>
  );
}

/** Why sending does not go on, where that is more than a missing network. */
function Stopped({ problem }: { problem: unknown }) {
  const t = messages.value.carry.list;
  if (problem === null || problem instanceof Offline) return null;
  if (problem instanceof ApiProblem && problem.status === 401) return <Note tone="look">{t.signIn}</Note>;
  if (problem instanceof ApiProblem && problem.status === 403) return <Note tone="look">{t.noLonger}</Note>;
  return <ProblemNote error={problem} onRetry={() => void carryNow()} />;
}

const LOOK: Readonly<Record<CarriedRow["detail"], { tone: Tone; icon: typeof IconCheck }>> = {
  queued: { tone: "look", icon: IconPhone },
  received: { tone: "ok", icon: IconCheck },
  refused: { tone: "bad", icon: IconCross },
  set_aside: { tone: "look", icon: IconWarn },
};

function CarriedItem({ row }: { row: CarriedRow }) {
  const t = messages.value.carry.list;
  const { tone, icon: Icon } = LOOK[row.detail];
  const { about } = row;
  const bytes = row.blobs.reduce((sum, blob) => sum + blob.bytes, 0);
  return (
    <li>
      <div class="item">
        <div class="grow stack stack-s">
          <div class="row row-between">
            <strong>{about?.student ?? t.unnamed(format.time(row.capturedAt))}</strong>
            <Badge tone={tone} icon={<Icon size={16} />}>
              {t.states[row.detail]}
            </Badge>
          </div>
          <p class="muted small">
            {about
              ? [about.courseName, about.title, format.day(about.startsAt), format.time(row.capturedAt)]
                  .filter(Boolean)
                  .join(" · ")
              : [t.keptAt(format.stamp(row.keptAt)), `${t.fingerprint} ${row.h.slice(0, 8)}`].join(" · ")}
          </p>
          {row.detail === "received" && !about && <p class="small">{t.elsewhere}</p>}
          {row.code && <p class="small">{OUTCOMES[row.code][language.value].message}</p>}
          {bytes > 0 && row.detail !== "refused" && (
            <p class="small muted">{t.photos(format.bytes(bytes))}</p>
          )}
        </div>
      </div>
    </li>
  );
}
