import type { ComponentChildren } from "preact";
import type { RecognitionProgress } from "../../../shared/api/references.ts";
import { api, ApiProblem } from "../../api.ts";
import type { Tone } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { awaitingCount } from "../enrolments/awaiting.ts";

async function glance() {
  const began = performance.now();
  const about = await api.about();
  const answeredMs = performance.now() - began;
  const [users, awaiting, progress] = await Promise.all([
    api.users.list(),
    awaitingEnrolments(),
    api.references.progress(),
  ]);
  awaitingCount.value = typeof awaiting === "number" ? awaiting : 0;
  return { about, users, awaiting, progress, answeredMs };
}

/**
 * How many enrolments wait. None is told of while everything biometric is stopped, nor while that is not known because the photo
 * store has been away since the start: the rest is seen, and what is away.
 */
async function awaitingEnrolments(): Promise<number | "biometrics_stopped" | "unavailable"> {
  try {
    return (await api.enrolment.awaiting()).length;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.code === "biometrics_stopped" || error.code === "unavailable") return error.code;
    throw error;
  }
}

/** The installation at a glance. */
export function Health() {
  const { manage, common } = messages.value;
  const t = manage.health;
  const loaded = useLoad(glance);
  return (
    <Page title={t.title}>
      <Loadable from={loaded}>
        {({ about, users, awaiting, progress, answeredMs }) => {
          const { recognition } = about;
          const count = (role: string) => users.filter((user) => user.role === role).length;
          const secure =
            window.location.protocol === "https:" ? "yes" : window.isSecureContext ? "local" : "no";
          return (
            <div class="glance">
              {awaiting === "biometrics_stopped" ? (
                <Fact term={t.recognition} tone="bad" value={t.recognitionStopped}>
                  <a href="/stop">{messages.value.privacy.stop.title}</a>
                </Fact>
              ) : (
                <Fact
                  term={t.recognition}
                  tone={recognition ? "ok" : "bad"}
                  value={recognition ? t.recognitionOn : t.recognitionOff}
                >
                  {recognition
                    ? `${t.model}: ${recognition.model.id}; ${t.thresholdsText(format.number(recognition.tHi), format.number(recognition.tLo))}`
                    : about.unavailable?.[language.value]}
                </Fact>
              )}
              <Fact term={t.server} tone="ok" value={t.reachable(format.milliseconds(answeredMs))}>
                {t.version} {about.version}
              </Fact>
              <Fact
                term={t.secure}
                tone={secure === "no" ? "bad" : secure === "yes" ? "ok" : "wait"}
                value={secure === "yes" ? t.secureYes : secure === "local" ? t.secureLocal : "http"}
              >
                {secure === "no" && t.secureNo}
              </Fact>
              {typeof awaiting === "number" && (
                <Fact term={t.awaiting} tone={awaiting > 0 ? "look" : "ok"} value={format.number(awaiting)}>
                  <a href="/enrolments">{common.nav.enrolments}</a>
                </Fact>
              )}
              <ReferenceFacts of={progress} />
              <FaceDataFacts />
              <Fact term={t.people} tone="pen" value={format.number(users.length)}>
                {t.byRole(count("student"), count("teacher"), count("administrator"))}
              </Fact>
              <Fact
                term={t.enrolled}
                tone="pen"
                value={format.number(users.filter(({ enrolment }) => enrolment === "confirmed").length)}
              />
              {recognition && (
                <Fact
                  term={t.firstInstall}
                  tone="pen"
                  value={format.bytes(
                    Object.values(recognition.assets).reduce(
                      (sum, { wire }) => sum + wire.reduce((a, b) => a + b, 0),
                      0,
                    ),
                  )}
                >
                  <a href="/about">{common.nav.about}</a>
                </Fact>
              )}
            </div>
          );
        }}
      </Loadable>
    </Page>
  );
}

/** The references of the model in use, and faces alike; each only where there is something to say. */
function ReferenceFacts({ of }: { of: RecognitionProgress }) {
  const { health: t, duplicates } = messages.value.references;
  const { photos, done, previous, openDuplicates } = of;
  return (
    <>
      {photos > 0 && (
        <Fact
          term={t.references}
          tone={done === photos ? "ok" : "wait"}
          value={done === photos ? t.all : t.progress(done, photos)}
        >
          {done < photos && (previous ? t.meanwhile(previous) : t.waiting)}
        </Fact>
      )}
      <Fact
        term={t.duplicates}
        tone={openDuplicates > 0 ? "look" : "ok"}
        value={format.number(openDuplicates)}
      >
        <a href="/faces-alike">{duplicates.title}</a>
      </Fact>
    </>
  );
}

/** Whether what is kept is there and looked after. Asked for by itself: to count all of it takes a moment. */
function FaceDataFacts() {
  const { fact: t, store } = messages.value.privacy;
  const loaded = useLoad((signal) => api.privacy.retention({ signal }));
  const found = loaded.data.value;
  const missing = found?.reconciled?.result.missing ?? 0;
  const fine = found?.lastRun ? t.fine : t.never;
  return (
    <>
      <Fact
        term={store.term}
        tone={found === null ? "wait" : found.lake === "here" ? "ok" : "bad"}
        value={found === null ? "…" : store[found.lake].title}
      >
        {found && store[found.lake].text}
      </Fact>
      <Fact
        term={t.term}
        tone={missing > 0 ? "bad" : found?.lastRun ? "ok" : "wait"}
        value={found === null ? "…" : missing > 0 ? t.missing(missing) : fine}
      >
        <a href="/retention">{t.link}</a>
      </Fact>
    </>
  );
}

function Fact(props: { term: string; value: string; tone: Tone; children?: ComponentChildren }) {
  return (
    <section class={`glance-fact glance-${props.tone}`}>
      <h2>{props.term}</h2>
      <p class="glance-value">{props.value}</p>
      {props.children && <p class="muted small">{props.children}</p>}
    </section>
  );
}
