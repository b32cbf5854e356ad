import type { CourseShare } from "../../../shared/api/record.ts";
import { attendanceShare } from "../../../shared/attendance-share.ts";
import { Badge } from "../../components/feedback.tsx";
import { IconWarn } from "../../components/icons.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { offline } from "../../store/offline.ts";

/** The share of attendance in each course, with every number that it is made of. */
export function Shares() {
  const shares = useLoad(() => offline.shares());
  const t = messages.value.day.share;
  const list = shares.data.value?.value ?? [];
  if (list.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="shares">
      <h2 id="shares">{t.title}</h2>
      <ul class="shares">
        {list.map((share) => (
          <Share key={share.courseId} share={share} />
        ))}
      </ul>
    </section>
  );
}

function Share({ share }: { share: CourseShare }) {
  const t = messages.value.day.share;
  const { policy, requiredPct, undecided, lockedOn } = share;
  const { earned, of, basisPoints } = attendanceShare(share, policy);
  const below = basisPoints !== null && basisPoints < requiredPct * 100;
  return (
    <li class="card stack stack-s">
      <h3>{share.courseName}</h3>
      {basisPoints === null ? (
        <p class="muted">{t.none}</p>
      ) : (
        <>
          <p>
            <span class="share-number">{format.share(basisPoints)}</span>{" "}
            <span class="muted small">{t.required(format.percent(requiredPct / 100))}</span>
          </p>
          {below && (
            <div>
              <Badge tone="bad" icon={<IconWarn size={16} />}>
                {t.below}
              </Badge>
            </div>
          )}
        </>
      )}
      <p>{t.counts(share)}</p>
      <details class="grade-box">
        <summary>{t.how}</summary>
        {basisPoints !== null && (
          <p class="share-formula">
            {format.number(earned / 100)} ÷ {format.number(of)} = {format.share(basisPoints)}
          </p>
        )}
        <p>{t.lateWeight(format.percent(policy.lateWeightPct / 100))}</p>
        <p>{t.excused[policy.excused]}</p>
        {undecided > 0 && <p>{t.undecided(undecided)}</p>}
        {lockedOn && <p>{t.locked(format.date(lockedOn))}</p>}
      </details>
    </li>
  );
}
