import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { StudentMeeting } from "../../../shared/api/course.ts";
import { messages } from "../../i18n/i18n.ts";
import { sealTap } from "../../outbox/outbox.ts";
import type { Shown } from "./shown.ts";
import { Sealed, Unsealed } from "./verdict.tsx";

type Outcome =
  | { readonly kind: "saving" }
  | { readonly kind: "sealed"; readonly h: string }
  | { readonly kind: "unsealed"; readonly error: unknown };

/** A check-in with one tap: the one on the day's card where the student comes from there, else the one here. */
export function Tap({ meeting, tapped, shown }: { meeting: StudentMeeting; tapped: boolean; shown: Shown }) {
  const t = messages.value.tap.screen;
  const outcome = useSignal<Outcome | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  async function seal() {
    if (outcome.peek()?.kind === "saving") return;
    outcome.value = { kind: "saving" };
    try {
      const { id, courseName, title } = meeting;
      const { h } = await sealTap({ meeting: { id, courseName, title }, code: shown.code });
      outcome.value = { kind: "sealed", h };
    } catch (error) {
      outcome.value = { kind: "unsealed", error };
    }
  }
  useEffect(() => {
    if (tapped) void seal();
    else button.current?.focus();
  }, []);

  const found = outcome.value;
  return (
    <div class="stage stage-tap">
      {found?.kind === "sealed" ? (
        <Sealed h={found.h} verdict="tap" onAgain={() => (shown.code ? shown.again() : void seal())} />
      ) : found?.kind === "unsealed" ? (
        <Unsealed error={found.error} onAgain={() => (outcome.value = null)} onSaved={() => void seal()} />
      ) : (
        <section class="verdict">
          <p class="muted">{t.ready}</p>
          <button
            ref={button}
            type="button"
            class="button button-primary button-big"
            aria-disabled={found?.kind === "saving"}
            onClick={() => void seal()}
          >
            {found?.kind === "saving" ? t.saving : t.action}
          </button>
        </section>
      )}
    </div>
  );
}
