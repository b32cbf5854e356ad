import { useSignal } from "@preact/signals";
import type { Me } from "../../../shared/api/account.ts";
import { ApiProblem } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { toast } from "../../components/toast.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { activeDevice } from "../../identity/devices.ts";
import { ensureDevice, replaceDevice } from "../../identity/device.ts";
import { phoneTrouble, sendNow, unsent } from "../../outbox/outbox.ts";
import { requestPersistence } from "../../store/persistence.ts";
import { saveUnsent } from "../record/save-unsent.tsx";
import { SignInForm } from "../sign-in/sign-in.tsx";
import { TroubleNote } from "./phone-note.tsx";

/** The key of this phone, what it still has to send, and whether the browser may clear it away. */
export function ThisPhone({ me }: { me: Me }) {
  const t = messages.value.student.me;
  const device = useLoad(async () => ({ row: await activeDevice(me.id) }));
  const persisted = useLoad(async () => (await navigator.storage?.persisted?.()) ?? false);
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  const asking = useSignal(false);
  const registered = device.data.value?.row ?? null;
  const frozen = device.error.value !== null;
  const anew = frozen || phoneTrouble.value === "gap";

  async function register() {
    busy.value = true;
    problem.value = null;
    try {
      await (anew ? replaceDevice(me) : ensureDevice(me));
      toast(messages.value.student.me.registerDone);
      device.reload();
    } catch (error) {
      problem.value = error;
    } finally {
      busy.value = false;
    }
  }
  async function ask() {
    // what the old key signed is taken only while it counts
    await sendNow("event");
    asking.value = true;
  }
  const mustSignIn = problem.value instanceof ApiProblem && problem.value.code === "sign_in_again";
  return (
    <>
      <p class="muted">{t.deviceText}</p>
      <dl class="facts">
        <div>
          <dt>{t.device}</dt>
          <dd>
            {registered
              ? t.registered
              : phoneTrouble.value
                ? messages.value.phone.trouble[phoneTrouble.value].short
                : t.notRegistered}
          </dd>
        </div>
        {registered && (
          <div>
            <dt>{t.fingerprint}</dt>
            <dd class="code">{registered.kid}</dd>
          </div>
        )}
        <div>
          <dt>{t.unsent}</dt>
          <dd>
            {format.number(unsent.value.count)} · {format.bytes(unsent.value.bytes)}
          </dd>
        </div>
        <div>
          <dt>{t.storage}</dt>
          <dd>{persisted.data.value ? t.storagePersistent : t.storageBestEffort}</dd>
        </div>
      </dl>
      {phoneTrouble.value !== null ? (
        <TroubleNote way={false} />
      ) : (
        frozen && <ProblemNote error={device.error.value} />
      )}
      {problem.value !== null && !mustSignIn && <ProblemNote error={problem.value} />}
      {mustSignIn && (
        <>
          <Note tone="pen">{messages.value.account.signIn.expired}</Note>
          <SignInForm onDone={() => void register()} />
        </>
      )}
      <div class="row">
        {(!registered || anew) && !mustSignIn && (
          <button
            type="button"
            class="button button-primary"
            aria-disabled={busy.value}
            onClick={() => void (anew ? ask() : register())}
          >
            {busy.value ? t.registering : anew ? messages.value.phone.anew : t.register}
          </button>
        )}
        {persisted.data.value === false && (
          <button
            type="button"
            class="button"
            onClick={() => void requestPersistence().then(persisted.reload)}
          >
            {t.askStorage}
          </button>
        )}
        {unsent.value.count > 0 && (
          <button type="button" class="button" onClick={() => void saveUnsent(me.id)}>
            {messages.value.carry.unsent.save}
          </button>
        )}
      </div>
      {asking.value && (
        <ConfirmDialog
          title={messages.value.phone.anewTitle}
          action={messages.value.phone.anew}
          onConfirm={register}
          onClose={() => (asking.value = false)}
        >
          <p>{messages.value.phone.anewText}</p>
          {unsent.value.count > 0 && <p>{messages.value.phone.anewUnsent(unsent.value.count)}</p>}
        </ConfirmDialog>
      )}
    </>
  );
}
