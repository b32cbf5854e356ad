import type { WordStatus } from "../../../../shared/words.ts";
import { messages } from "../../../i18n/i18n.ts";

/** All that remain at once, and the way back. */
export function BulkBar(props: {
  remaining: number;
  toConfirm: number;
  canUndo: boolean;
  onAll: (status: WordStatus) => void;
  onConfirm: () => void;
  onUndo: () => void;
}) {
  const t = messages.value.day.settle;
  const { remaining, toConfirm, canUndo, onAll, onConfirm, onUndo } = props;
  return (
    <div class="row">
      {toConfirm > 0 && (
        <button type="button" class="button button-primary" onClick={onConfirm}>
          {messages.value.tap.list.all(toConfirm)}
        </button>
      )}
      {remaining > 0 && (
        <>
          <button type="button" class="button" onClick={() => onAll("absent")}>
            {t.bulkAbsent(remaining)}
          </button>
          <button type="button" class="button" onClick={() => onAll("present")}>
            {t.bulkPresent(remaining)}
          </button>
        </>
      )}
      <button type="button" class="button button-quiet" disabled={!canUndo} onClick={onUndo}>
        {t.undo}
      </button>
    </div>
  );
}

/** The keys, where there is a keyboard. */
export function KeyHelp() {
  const { day, common } = messages.value;
  const { keys, keysTitle, arrows, undo } = day.settle;
  const statuses = ["present", "late", "excused", "absent"] as const;
  return (
    <p class="muted small key-help">
      {keysTitle}: <kbd>↑</kbd> <kbd>↓</kbd> {arrows}
      {statuses.map((status) => (
        <span key={status}>
          {" · "}
          <kbd>{keys[status]}</kbd> {common.status[status]}
        </span>
      ))}
      {" · "}
      <kbd>{keys.undo}</kbd> {undo}
    </p>
  );
}
