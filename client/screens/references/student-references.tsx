import { useSignal } from "@preact/signals";
import type { ReferencePurge } from "../../../shared/api/references.ts";
import { api } from "../../api.ts";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import type { ScreenProps } from "../routes.ts";
import { PurgeDialog } from "./purge-dialog.tsx";
import { ReferencesView } from "./references-view.tsx";

/** One student's references for the administrator, who can take photos out. */
export function StudentReferences({ params }: ScreenProps) {
  const { references: t, manage } = messages.value;
  const id = params["id"] ?? "";
  const loaded = useLoad(() => api.references.of(id));
  const purging = useSignal<ReferencePurge["of"]["by"] | null>(null);
  const chosen = useSignal<{ photoId: string; did: string } | null>(null);
  const open = (by: ReferencePurge["of"]["by"], of: { photoId: string; did: string } | null) => {
    chosen.value = of;
    purging.value = by;
  };
  const of = loaded.data.value;
  const counts = of?.photos.some(({ state }) => state !== "retired") ?? false;
  const tools = counts && (
    <div class="row">
      <button type="button" class="button" onClick={() => open("dates", null)}>
        {t.purge.dates}
      </button>
    </div>
  );
  return (
    <Page
      title={of ? t.theirs.title(of.name) : t.theirs.link}
      text={t.theirs.text}
      back={{ href: "/people", label: manage.people.title }}
    >
      <Loadable from={loaded}>
        {(references) => (
          <ReferencesView
            of={references}
            tools={tools}
            act={(photo) => {
              const when = format.stamp(photo.takenAt);
              const of = { photoId: photo.id, did: photo.did ?? "" };
              return (
                <div class="row">
                  <button
                    type="button"
                    class="button"
                    aria-label={t.purge.oneOf(when)}
                    onClick={() => open("photo", of)}
                  >
                    {t.purge.one}
                  </button>
                  <button
                    type="button"
                    class="button"
                    aria-label={`${t.purge.phone}: ${t.phone(of.did.slice(-6))}, ${when}`}
                    onClick={() => open("device", of)}
                  >
                    {t.purge.phone}
                  </button>
                </div>
              );
            }}
          />
        )}
      </Loadable>
      {purging.value && (
        <PurgeDialog
          userId={id}
          by={purging.value}
          photoId={chosen.value?.photoId ?? ""}
          did={chosen.value?.did ?? ""}
          onClose={() => (purging.value = null)}
          onDone={loaded.reload}
        />
      )}
    </Page>
  );
}
