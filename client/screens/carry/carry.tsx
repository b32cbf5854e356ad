import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { carried } from "../../carry/carry.ts";
import { Empty, OfflineNote } from "../../components/feedback.tsx";
import { IconCamera } from "../../components/icons.tsx";
import { Page } from "../../components/page.tsx";
import { PictureLost } from "../../components/pictures.tsx";
import { createQrReader } from "../../components/qr-reader.ts";
import { place } from "../../components/router.tsx";
import { messages } from "../../i18n/i18n.ts";
import { online, session } from "../session.ts";
import { assists } from "./assists.ts";
import { CarriedList } from "./carried-list.tsx";
import { FromFile } from "./from-file.tsx";
import { Scanner } from "./scanner.tsx";

/** `/carry`, for who teaches or assists; a student who does neither any more sees it while something is still to be brought. */
export function Carry() {
  const who = session.value;
  if (who.kind !== "person") return null;
  if (who.me.role === "student" && !assists.value && carried.value.length === 0) return <NotForYou />;
  return <Carrying home={who.me.role === "student" ? "/today" : "/courses"} />;
}

function NotForYou() {
  const { notFound, actions } = messages.value.common;
  return (
    <Page title={notFound.title}>
      <Empty picture={<PictureLost />} title={messages.value.carry.scan.onlyStaff}>
        <a class="button button-primary" href="/">
          {actions.home}
        </a>
      </Empty>
    </Page>
  );
}

/** Check-ins of students without network, taken from their screens or from a file. Works without network. */
function Carrying({ home }: { home: "/today" | "/courses" }) {
  const t = messages.value.carry.scan;
  const scanning = useSignal(false);
  // what reads the codes is fetched now: in the room there may be no network to fetch it with
  useEffect(() => void createQrReader().catch(() => undefined), []);
  const { student, teach } = messages.value;
  const meeting = place.value.query.get("meeting");
  const back =
    meeting === null
      ? { href: home, label: home === "/today" ? student.today.title : teach.courses.title }
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
