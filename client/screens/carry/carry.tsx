import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { OfflineNote } from "../../components/feedback.tsx";
import { IconCamera } from "../../components/icons.tsx";
import { Page } from "../../components/page.tsx";
import { createQrReader } from "../../components/qr-reader.ts";
import { place } from "../../components/router.tsx";
import { messages } from "../../i18n/i18n.ts";
import { online } from "../session.ts";
import { CarriedList } from "./carried-list.tsx";
import { FromFile } from "./from-file.tsx";
import { Scanner } from "./scanner.tsx";

/** `/carry`: check-ins of students without network, taken from their screens or from a file. Works without network. */
export function Carry() {
  const t = messages.value.carry.scan;
  const { courses } = messages.value.teach;
  const scanning = useSignal(false);
  // what reads the codes is fetched now: in the room there may be no network to fetch it with
  useEffect(() => void createQrReader().catch(() => undefined), []);
  const meeting = place.value.query.get("meeting");
  const back =
    meeting === null
      ? { href: "/courses", label: courses.title }
      : { href: `/meetings/${encodeURIComponent(meeting)}`, label: messages.value.common.actions.back };
  return (
    <Page title={t.title} text={t.text} back={back}>
      <div class="stack">
        {!online.value && <OfflineNote />}
        <div class="two">
          <div class="stack">
            <section class="card stack">
              {scanning.value ? (
                <Scanner onStop={() => (scanning.value = false)} />
              ) : (
                <>
                  <p>{t.hint}</p>
                  <button
                    type="button"
                    class="button button-primary button-big button-wide"
                    onClick={() => (scanning.value = true)}
                  >
                    <IconCamera />
                    {t.start}
                  </button>
                </>
              )}
            </section>
            <FromFile />
          </div>
          <CarriedList />
        </div>
      </div>
    </Page>
  );
}
