import { ownActions } from "../actions/log.ts";
import { undelivered } from "../carry/carry.ts";
import { Dialog } from "../components/dialog.tsx";
import { messages } from "../i18n/i18n.ts";
import { signOutWarning } from "../store/session.ts";
import { leave } from "./session.ts";

/** Asks once before signing out, and says what stays on the phone. */
export function SignOutDialog({ onClose }: { onClose: () => void }) {
  const { common, student, offline } = messages.value;
  const pending = signOutWarning();
  const toCarry = undelivered();
  const kept = ownActions.value.filter(({ state }) => state === "waiting").length;
  return (
    <Dialog title={student.me.signOutTitle} onClose={onClose}>
      {toCarry > 0 && <p>{messages.value.carry.signOut(toCarry)}</p>}
      {pending && <p>{student.me.signOutPending(pending.count)}</p>}
      {kept > 0 && (
        <p>
          {offline.kept(kept)}. {offline.keptSignOut}
        </p>
      )}
      <div class="row">
        <button
          type="button"
          class="button button-primary"
          onClick={() => {
            onClose();
            void leave();
          }}
        >
          {common.actions.signOut}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {common.actions.cancel}
        </button>
      </div>
    </Dialog>
  );
}
