import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Badge, EmptyCard, Note } from "../../components/feedback.tsx";
import { IconOffline, IconReport } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PictureDone } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { checkIns } from "../../outbox/outbox.ts";
import type { CheckInView } from "../../outbox/types.ts";
import { offline } from "../../store/offline.ts";
import { PhoneNote } from "../me/phone-note.tsx";
import { online } from "../session.ts";
import { UnsentNote } from "../today/today.tsx";
import { requestsWaiting } from "../requests/waiting.ts";
import { SaveUnsent } from "./save-unsent.tsx";
import { Shares } from "./shares.tsx";
import { RecordItem } from "./record-item.tsx";
import { type TimelineItem, timelineOf } from "./timeline.ts";

const STATES = ["phone", "confirmed", "disputed"] as const;

export function Record() {
  const t = messages.value.student.record;
  const record = useLoad(() => offline.record());
  const decided = checkIns.value.filter(({ state }) => state !== "phone").length;
  useEffect(record.reload, [decided]);
  return (
    <Page
      title={t.title}
      text={t.text}
      actions={
        <a class="button" href="/record/report">
          <IconReport size={18} />
          {messages.value.reports.mine.link}
        </a>
      }
    >
      <div class="stack">
        <PhoneNote />
        <UnsentNote />
        <SaveUnsent />
        <Shares />
        <div class="row">
          <a class="button" href="/requests">
            {messages.value.day.requests.link}
            {requestsWaiting.value.answered > 0 && (
              <Badge tone="pen">{messages.value.day.requests.answers(requestsWaiting.value.answered)}</Badge>
            )}
          </a>
        </div>
        {(!online.value || record.data.value?.fresh === false) && (
          <Note tone="wait" icon={<IconOffline />}>
            {record.data.value ? messages.value.common.offlineShort : t.onlyPhone}
          </Note>
        )}
        {record.data.value === null && !online.value ? (
          <Timeline items={timelineOf(checkIns.value, [])} onAsked={record.reload} />
        ) : (
          <Loadable from={record}>
            {({ value }) => <Timeline items={timelineOf(checkIns.value, value)} onAsked={record.reload} />}
          </Loadable>
        )}
      </div>
    </Page>
  );
}

function Timeline({ items, onAsked }: { items: readonly TimelineItem[]; onAsked: () => void }) {
  const t = messages.value.student.record;
  const only = useSignal<CheckInView["state"] | null>(null);
  if (items.length === 0) {
    return (
      <EmptyCard picture={<PictureDone />} title={t.emptyTitle}>
        <p>{t.emptyText}</p>
      </EmptyCard>
    );
  }
  const shown = only.value ? items.filter(({ state }) => state === only.value) : items;
  const days = groupByDay(shown);
  return (
    <div class="stack">
      <div class="filter" role="group" aria-label={messages.value.teach.meeting.filter}>
        <Filter
          pressed={only.value === null}
          onClick={() => (only.value = null)}
          label={t.filterAll}
          count={items.length}
        />
        {STATES.map((state) => (
          <Filter
            key={state}
            pressed={only.value === state}
            onClick={() => (only.value = state)}
            label={t.states[state]}
            count={items.filter((item) => item.state === state).length}
          />
        ))}
      </div>
      {only.value && <p class="muted small">{t.explain[only.value]}</p>}
      {days.map(([day, ofDay]) => (
        <section class="day" key={day} aria-label={day}>
          <h2 class="day-name">{day}</h2>
          <ul class="register">
            {ofDay.map((item) => (
              <RecordItem item={item} key={item.key} onAsked={onAsked} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function groupByDay(items: readonly TimelineItem[]): [string, TimelineItem[]][] {
  const days: [string, TimelineItem[]][] = [];
  for (const item of items) {
    const day = format.day(item.at);
    const last = days.at(-1);
    if (last?.[0] === day) last[1].push(item);
    else days.push([day, [item]]);
  }
  return days;
}

export function Filter(props: { pressed: boolean; onClick: () => void; label: string; count: number }) {
  return (
    <button type="button" class="chip" aria-pressed={props.pressed} onClick={props.onClick}>
      {props.label} <span class="chip-count">{format.number(props.count)}</span>
    </button>
  );
}
