import { Note } from "../../components/feedback.tsx";
import { IconPhone } from "../../components/icons.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { acknowledgeLoss, loss, phoneTrouble } from "../../outbox/outbox.ts";
import { session } from "../session.ts";
import { ErasedNote } from "./erased-note.tsx";

/** Why this phone must be registered anew, and what a browser has lost: said before a check-in is tried in vain. */
export function PhoneNote() {
  return (
    <>
      <LossNote />
      <ErasedNote />
      <TroubleNote way />
    </>
  );
}

/** @param way whether it leads to where the phone is registered anew */
export function TroubleNote({ way }: { way: boolean }) {
  const t = messages.value.phone;
  const trouble = phoneTrouble.value;
  if (trouble === null) return null;
  const { title, text, next } = t.trouble[trouble];
  return (
    <Note tone={trouble === "gap" ? "look" : "bad"} title={title} icon={<IconPhone />}>
      <p>{text}</p>
      <p>{next}</p>
      {way && (
        <div>
          <a class="button" href="/me">
            {t.anew}
          </a>
        </div>
      )}
    </Note>
  );
}

function LossNote() {
  const t = messages.value.phone.loss;
  const who = session.value;
  const lost = loss.value;
  if (lost === null || who.kind !== "person") return null;
  const when = format.stamp(lost.at);
  return (
    <Note tone={lost.unsent > 0 ? "bad" : "look"} title={t.title} alert>
      <p>{lost.unsent > 0 ? t.unsent(lost.unsent, when) : t.none(when)}</p>
      {lost.restored > 0 && <p>{t.restored(lost.restored)}</p>}
      <p>{t.prevent}</p>
      <div>
        <button type="button" class="button" onClick={() => acknowledgeLoss(who.me.id)}>
          {t.read}
        </button>
      </div>
    </Note>
  );
}
