import { useSignal } from "@preact/signals";
import { Disclosure } from "../../components/disclosure.tsx";
import { Badge } from "../../components/feedback.tsx";
import { MarkHistoryList } from "../../components/mark-history.tsx";
import { messages } from "../../i18n/i18n.ts";
import { ContestDialog } from "../requests/contest-dialog.tsx";
import { online } from "../session.ts";
import type { TimelineItem } from "./timeline.ts";

/** How a status came about, and a way to say that it is wrong. Both need the server. */
export function AboutMark({ item, onAsked }: { item: TimelineItem; onAsked: () => void }) {
  const { requests: t, history } = messages.value.day;
  const contesting = useSignal(false);
  if (!item.inRecord || !online.value) return null;
  return (
    <>
      {item.asked ? (
        <p>
          <Badge tone="pen">{t.asked[item.asked]}</Badge> <a href="/requests">{t.link}</a>
        </p>
      ) : (
        item.contestable &&
        item.status !== "present" && (
          <div>
            <button type="button" class="button" onClick={() => (contesting.value = true)}>
              {t.contestAction}
            </button>
          </div>
        )
      )}
      <Disclosure summary={history.mine}>
        {() => <MarkHistoryList meetingId={item.meetingId} userId={null} />}
      </Disclosure>
      {contesting.value && (
        <ContestDialog
          meetingId={item.meetingId}
          status={item.status ?? ""}
          onClose={() => (contesting.value = false)}
          onSent={() => {
            contesting.value = false;
            onAsked();
          }}
        />
      )}
    </>
  );
}
