import type { ComponentChildren } from "preact";
import type { ReferenceEvent, ReferencePhoto, References } from "../../../shared/api/references.ts";
import { Badge, EmptyCard, Note, type Tone } from "../../components/feedback.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { Section } from "../account/section.tsx";

const TONE: Readonly<Record<ReferencePhoto["state"], Tone>> = {
  window: "ok",
  quarantine: "wait",
  retired: "pen",
};

/**
 * What serves as a person's reference, for that person and for the administrator: never a photo, but when each came, counted
 * and left, and why.
 * @param act what can be done with one photo
 */
export function ReferencesView(props: {
  of: References;
  act?: (photo: ReferencePhoto) => ComponentChildren;
  tools?: ComponentChildren;
}) {
  const t = messages.value.references;
  const { of, act, tools } = props;
  const count = (state: ReferencePhoto["state"]) => of.photos.filter((photo) => photo.state === state).length;
  const waiting = count("quarantine");
  return (
    <div class="stack">
      <div class="card stack">
        <dl class="facts">
          <div>
            <dt>{t.anchors}</dt>
            <dd>
              {of.anchors.since
                ? t.anchorsText(of.anchors.photos, format.date(of.anchors.since))
                : t.noAnchors}
            </dd>
          </div>
          <div>
            <dt>{t.window}</dt>
            <dd>
              {t.windowText(count("window"), of.windowPhotos)}
              {waiting > 0 && `; ${t.waiting(waiting)}`}
            </dd>
          </div>
        </dl>
        {of.windowWeight === 0 && <Note tone="pen">{t.weightless}</Note>}
      </div>
      <Section id="photos" title={t.listTitle}>
        {tools}
        {of.photos.length === 0 ? (
          <EmptyCard picture={<PicturePeople />} title={t.noneTitle}>
            <p>{t.noneText}</p>
          </EmptyCard>
        ) : (
          <ul class="stack">
            {of.photos.map((photo) => (
              <li key={photo.id} class="stack stack-s">
                <div class="row row-between">
                  <h3>{photo.courseName}</h3>
                  <Badge tone={TONE[photo.state]}>{t.states[photo.state]}</Badge>
                </div>
                <p class="muted small">
                  {format.stamp(photo.takenAt)}
                  {photo.did && ` · ${t.phone(photo.did.slice(-6))}`}
                </p>
                <p>{whereItStands(photo)}</p>
                {photo.state !== "retired" && act?.(photo)}
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section id="history" title={t.historyTitle}>
        {of.events.length === 0 ? (
          <p class="muted">{t.historyEmpty}</p>
        ) : (
          <ol class="stack">
            {of.events.map((event) => (
              <HistoryRow key={event.id} event={event} />
            ))}
          </ol>
        )}
      </Section>
    </div>
  );
}

function whereItStands(photo: ReferencePhoto): string {
  const t = messages.value.references;
  if (photo.state === "quarantine") return t.countsFrom(format.date(photo.countsFrom));
  if (photo.state === "window") return t.countsSince(format.date(photo.countsFrom));
  const reason = photo.reason ? t.reasons[photo.reason] : "";
  const retired = photo.retiredAt ? t.retiredOn(format.date(photo.retiredAt), reason) : t.states.retired;
  const soon = photo.destroyAt === null || new Date(photo.destroyAt).getTime() <= Date.now();
  return `${retired}. ${soon ? t.destroyedSoon : t.destroyedOn(format.date(photo.destroyAt ?? ""))}.`;
}

function HistoryRow({ event }: { event: ReferenceEvent }) {
  const t = messages.value.references;
  const of = [event.courseName, event.takenAt && format.stamp(event.takenAt)].filter(Boolean).join(", ");
  const scored = event.decisions !== null && t.scoredAgain(event.decisions, event.changed ?? 0);
  return (
    <li>
      <p>
        {t.kinds[event.kind]}
        {event.reason && `: ${t.reasons[event.reason]}`}
        {scored && `: ${scored}`}
      </p>
      <p class="muted small">{[format.stamp(event.at), of && t.photoOf(of)].filter(Boolean).join(" · ")}</p>
    </li>
  );
}
