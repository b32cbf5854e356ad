import type { AwaitingEnrolment, Pose } from "../../../shared/api/enrolment.ts";
import { api } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** The photos of one enrolment. */
export function Photos(props: { id: string; poses: readonly Pose[]; name: string }) {
  const t = messages.value.teach.enrolments;
  const { pose: names } = messages.value.common;
  return (
    <ul class="thumbs thumbs-large">
      {props.poses.map((pose) => (
        <li class="thumb thumb-taken" key={pose}>
          <img
            src={api.enrolment.photoUrl(props.id, pose)}
            alt={t.photo(props.name, names[pose])}
            loading="lazy"
          />
        </li>
      ))}
    </ul>
  );
}

/** An enrolment that would take another's place, beside it: what two people agree to. */
export function Replacement(props: {
  enrolment: AwaitingEnrolment;
  replaces: NonNullable<AwaitingEnrolment["replaces"]>;
}) {
  const t = messages.value.teach.enrolments;
  const { enrolment, replaces } = props;
  const { student, agreed } = enrolment;
  return (
    <>
      <Note tone={replaces.alike === false ? "bad" : "look"}>
        <p>{t.replaces}</p>
        {replaces.alike !== null && <p>{replaces.alike ? t.alike : t.unlike}</p>}
      </Note>
      <div class="side-by-side">
        <section class="stack stack-s">
          <h3>{t.before(format.date(replaces.since))}</h3>
          <Photos id={replaces.id} poses={replaces.poses} name={t.beforeOf(student.name)} />
        </section>
        <section class="stack stack-s">
          <h3>{t.now}</h3>
          <Photos id={enrolment.id} poses={enrolment.poses} name={student.name} />
        </section>
      </div>
      {agreed && <p>{agreed.own ? t.agreedOwn : t.agreedBy(agreed.name, format.stamp(agreed.at))}</p>}
    </>
  );
}
