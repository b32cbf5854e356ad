import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RequestView } from "../../../shared/api/requests.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Badge, EmptyCard } from "../../components/feedback.tsx";
import { IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PictureDone } from "../../components/pictures.tsx";
import { toast } from "../../components/toast.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { offline } from "../../store/offline.ts";
import { ExcuseDialog } from "./excuse-dialog.tsx";
import { RequestCard } from "./request-card.tsx";
import { RequestSections } from "./request-sections.tsx";
import { learnWaiting } from "./waiting.ts";

/** What a student has asked for, and what became of it. */
export function Requests() {
  const { common, day, student } = messages.value;
  const t = day.requests;
  const mine = useLoad(() => api.requests.mine());
  const courses = useLoad(() => offline.courses());
  const asking = useSignal(false);
  const own = (courses.data.value?.value ?? []).filter(({ role }) => role === "student");
  const unseen = mine.data.value?.some((request) => request.unseen) ?? false;
  useEffect(() => {
    // shown is seen; what is on screen stays marked as new until the next visit
    if (unseen) void api.requests.seen().then(learnWaiting, () => undefined);
  }, [unseen]);
  const sent = () => {
    asking.value = false;
    mine.reload();
  };
  return (
    <Page
      title={t.title}
      text={t.mineText}
      back={{ href: "/record", label: student.record.title }}
      actions={
        own.length > 0 && (
          <button type="button" class="button button-primary" onClick={() => (asking.value = true)}>
            <IconPlus size={18} />
            {t.new}
          </button>
        )
      }
    >
      <Loadable from={mine}>
        {(requests) =>
          requests.length === 0 ? (
            <EmptyCard picture={<PictureDone />} title={t.emptyTitle}>
              <p>{t.emptyStudent}</p>
              {courses.data.value && own.length === 0 && (
                <a class="button" href="/join">
                  {common.nav.join}
                </a>
              )}
            </EmptyCard>
          ) : (
            <div class="stack stack-l">
              <RequestSections requests={requests}>
                {(request) => <Own key={request.id} request={request} onChanged={mine.reload} />}
              </RequestSections>
            </div>
          )
        }
      </Loadable>
      {asking.value && <ExcuseDialog courses={own} onClose={() => (asking.value = false)} onSent={sent} />}
    </Page>
  );
}

function Own({ request, onChanged }: { request: RequestView; onChanged: () => void }) {
  const t = messages.value.day.requests;
  const withdrawing = useSignal(false);
  return (
    <RequestCard request={request} who={false}>
      {request.unseen && (
        <div>
          <Badge tone="pen">{t.answers(1)}</Badge>
        </div>
      )}
      {request.state === "open" && (
        <div>
          <button type="button" class="button button-quiet" onClick={() => (withdrawing.value = true)}>
            {t.withdraw}
          </button>
        </div>
      )}
      {withdrawing.value && (
        <ConfirmDialog
          title={`${t.withdraw}?`}
          action={t.withdraw}
          danger
          onConfirm={async () => {
            await api.requests.withdraw(request.id);
            toast(t.withdrawn);
            onChanged();
          }}
          onClose={() => (withdrawing.value = false)}
        >
          <p>{request.reason}</p>
        </ConfirmDialog>
      )}
    </RequestCard>
  );
}
