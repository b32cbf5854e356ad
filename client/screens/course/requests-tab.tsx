import { useSignal } from "@preact/signals";
import type { RequestView } from "../../../shared/api/requests.ts";
import { api } from "../../api.ts";
import { EmptyCard } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PictureDone } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { DecideDialog } from "../requests/decide-dialog.tsx";
import { RequestCard } from "../requests/request-card.tsx";
import { RequestSections } from "../requests/request-sections.tsx";
import { learnWaiting } from "../requests/waiting.ts";

/** What students of a course ask: open ones first, then what was answered. */
export function RequestsTab({ courseId }: { courseId: string }) {
  const t = messages.value.day.requests;
  const requests = useLoad(() => api.requests.ofCourse(courseId), [courseId]);
  const deciding = useSignal<RequestView | null>(null);
  const decided = () => {
    deciding.value = null;
    requests.reload();
    void learnWaiting();
  };
  return (
    <Loadable from={requests}>
      {(list) => (
        <div class="stack stack-l">
          {list.length === 0 && (
            <EmptyCard picture={<PictureDone />} title={t.emptyTitle}>
              <p>{t.emptyTeacher}</p>
            </EmptyCard>
          )}
          <RequestSections requests={list}>
            {(request) => (
              <RequestCard key={request.id} request={request} who>
                {request.state === "open" && (
                  <div>
                    <button
                      type="button"
                      class="button button-primary"
                      aria-label={`${t.decide}: ${request.student.name}`}
                      onClick={() => (deciding.value = request)}
                    >
                      {t.decide}
                    </button>
                  </div>
                )}
              </RequestCard>
            )}
          </RequestSections>
          {deciding.value && (
            <DecideDialog
              request={deciding.value}
              onClose={() => (deciding.value = null)}
              onDecided={decided}
            />
          )}
        </div>
      )}
    </Loadable>
  );
}
