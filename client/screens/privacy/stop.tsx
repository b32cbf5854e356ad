import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Stops, StopView } from "../../../shared/api/stop.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Note } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { ProposeDialog, TypedDialog } from "./stop-dialog.tsx";
import { StopCard } from "./stop-card.tsx";

/** How often the progress is asked for, ms. */
const POLL_MS = 2000;

type Asked =
  | { readonly kind: "propose" }
  | { readonly kind: "confirm" | "cancel" | "lift"; readonly of: StopView };

/** "Stop and destroy" of everything biometric: proposed, confirmed, under way, and its certificate. */
export function StopScreen() {
  const { stop: t, retention } = messages.value.privacy;
  const loaded = useLoad((signal) => api.privacy.stops({ signal }));
  const asked = useSignal<Asked | null>(null);
  const running = loaded.data.value?.stops.some(({ state }) => state === "destroying") ?? false;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(loaded.reload, POLL_MS);
    return () => clearInterval(timer);
  }, [running]);
  const close = () => (asked.value = null);
  return (
    <Page title={t.title} text={t.text} back={{ href: "/retention", label: retention.title }}>
      <Loadable from={loaded}>
        {(data) => (
          <div class="stack stack-l">
            {data.olderThanStop && (
              <Note tone="bad" title={t.older.title}>
                {t.older.text}
              </Note>
            )}
            <Stake of={data} onPropose={() => (asked.value = { kind: "propose" })} />
            <section class="stack" aria-labelledby="stops">
              <h2 id="stops">{t.historyTitle}</h2>
              {data.stops.length === 0 ? (
                <p class="muted">{data.olderThanStop ? t.older.none : t.none}</p>
              ) : (
                <ul class="stack">
                  {data.stops.map((one) => (
                    <StopCard key={one.id} of={one} onAsk={(kind) => (asked.value = { kind, of: one })} />
                  ))}
                </ul>
              )}
            </section>
            {asked.value && (
              <Dialogs
                asked={asked.value}
                needsSecond={data.needsSecond}
                onClose={close}
                onDone={loaded.put}
              />
            )}
          </div>
        )}
      </Loadable>
    </Page>
  );
}

/** What would go, and the button; nothing to begin while one is proposed or in force. */
function Stake({ of: { needsSecond, atStake, stops }, onPropose }: { of: Stops; onPropose: () => void }) {
  const t = messages.value.privacy.stop;
  const open = stops.some(({ state, liftedAt }) => state !== "cancelled" && liftedAt === null);
  if (open) return null;
  return (
    <section class="card stack" aria-labelledby="stake">
      <h2 id="stake">{t.stakeTitle}</h2>
      <p>{t.stake(t.students(atStake.students), t.photos(atStake.photos), t.templates(atStake.templates))}</p>
      <Note tone="look">{needsSecond ? t.second : t.alone}</Note>
      <div>
        <button type="button" class="button button-danger" onClick={onPropose}>
          {t.open}
        </button>
      </div>
    </section>
  );
}

function Dialogs(props: {
  asked: Asked;
  needsSecond: boolean;
  onClose: () => void;
  onDone: (stops: Stops) => void;
}) {
  const t = messages.value.privacy.stop;
  const { asked, needsSecond, onClose, onDone } = props;
  if (asked.kind === "propose")
    return <ProposeDialog needsSecond={needsSecond} onClose={onClose} onDone={onDone} />;
  const { id } = asked.of;
  if (asked.kind === "cancel")
    return (
      <ConfirmDialog
        title={t.cancelTitle}
        action={t.cancel}
        onClose={onClose}
        onConfirm={async () => onDone(await api.privacy.cancelStop(id))}
      />
    );
  const lift = asked.kind === "lift";
  return (
    <TypedDialog
      title={lift ? t.liftTitle : t.dialogTitle}
      text={lift ? t.liftText : t.dialogText}
      submit={lift ? t.lift : t.begin}
      send={(typed) => (lift ? api.privacy.liftStop(id, typed) : api.privacy.confirmStop(id, typed))}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
