import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Me } from "../../../shared/api/account.ts";
import { toast } from "../../components/toast.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { chooseTap, hasChosenTap } from "../way.ts";

/**
 * The first question after the registration: face or tap, side by side and alike. A tap works until it is answered; whoever
 * has chosen, or withdrew a consent, is not asked again.
 */
export function ChooseWay({ me }: { me: Pick<Me, "id"> }) {
  const t = messages.value.tap.choice;
  const id = useId();
  const known = useLoad(() => hasChosenTap(me.id), [me.id]);
  const chosen = useSignal(false);
  if (chosen.value || known.data.value !== false) return null;
  async function tap() {
    await chooseTap(me.id);
    chosen.value = true;
    toast(messages.value.tap.choice.chosen);
  }
  return (
    <section class="card stack" aria-labelledby={id}>
      <h2 id={id}>{t.title}</h2>
      <p class="muted">{t.text}</p>
      <div class="ways">
        <div class="way">
          <h3>{t.faceTitle}</h3>
          <p class="muted">{t.faceText}</p>
          <a class="button button-wide" href="/consent">
            {t.face}
          </a>
        </div>
        <div class="way">
          <h3>{t.tapTitle}</h3>
          <p class="muted">{t.tapText}</p>
          <button type="button" class="button button-wide" onClick={() => void tap()}>
            {t.tap}
          </button>
        </div>
      </div>
    </section>
  );
}
