import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { api, ApiProblem } from "../../api.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { IconOffline } from "../../components/icons.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { saveFile } from "../reports/save-file.ts";
import { online } from "../session.ts";
import { SignInForm } from "../sign-in/sign-in.tsx";

/** Everything about oneself as one archive, with progress; and the way to who has looked. */
export function MyData() {
  const { rights, account } = messages.value;
  const t = rights.export;
  const received = useSignal<{ bytes: number; of: number } | null>(null);
  const problem = useSignal<unknown>(null);
  const stop = useRef<AbortController | null>(null);
  // who leaves the screen does not want it any more
  useEffect(() => () => stop.current?.abort(), []);

  async function make() {
    if (received.value !== null) return;
    problem.value = null;
    received.value = { bytes: 0, of: 0 };
    const aborted = new AbortController();
    stop.current = aborted;
    try {
      const file = await api.rights.export({
        signal: aborted.signal,
        onProgress: (bytes, of) => (received.value = { bytes, of }),
      });
      saveFile(file);
      toast(t.done(format.bytes(file.blob.size)));
    } catch (error) {
      if (!aborted.signal.aborted) problem.value = error;
    } finally {
      received.value = null;
    }
  }
  const mustSignIn = problem.value instanceof ApiProblem && problem.value.code === "sign_in_again";
  const under = received.value;
  return (
    <>
      <p>{rights.text}</p>
      <p class="muted">{t.text}</p>
      {!online.value && (
        <Note tone="wait" icon={<IconOffline />}>
          {t.offline}
        </Note>
      )}
      {problem.value !== null && !mustSignIn && <ProblemNote error={problem.value} />}
      {mustSignIn && (
        <>
          <Note tone="pen" title={account.signIn.expired}>
            {t.signIn}
          </Note>
          <SignInForm onDone={() => void make()} />
        </>
      )}
      {under && (
        <div class="stack stack-s" role="status">
          <label for="export-progress">{t.under}</label>
          <progress
            id="export-progress"
            class="progress"
            {...(under.of > 0 && { value: Math.min(under.bytes, under.of), max: under.of })}
          />
          <p class="muted small">{t.progress(format.bytes(under.bytes))}</p>
        </div>
      )}
      <div class="row">
        {under ? (
          <button type="button" class="button" onClick={() => stop.current?.abort()}>
            {t.cancel}
          </button>
        ) : (
          !mustSignIn && (
            <button
              type="button"
              class="button button-primary"
              disabled={!online.value}
              onClick={() => void make()}
            >
              {t.action}
            </button>
          )
        )}
        <a class="button" href="/me/looks">
          {rights.looks.link}
        </a>
      </div>
    </>
  );
}
