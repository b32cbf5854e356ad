import { useSignal } from "@preact/signals";
import { api } from "../../api.ts";
import { ProblemNote } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** Browser and system from a user agent, as far as a person recognises them. */
export function browserName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const browser = [
    ["Edg/", "Edge"],
    ["OPR/", "Opera"],
    ["Firefox/", "Firefox"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ].find(([sign]) => sign && userAgent.includes(sign))?.[1];
  const system = [
    ["Android", "Android"],
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Windows", "Windows"],
    ["Mac OS", "macOS"],
    ["Linux", "Linux"],
  ].find(([sign]) => sign && userAgent.includes(sign))?.[1];
  return [browser, system].filter(Boolean).join(", ") || null;
}

/** Where one is signed in, with a way to end each. */
export function Sessions() {
  const t = messages.value.account.own;
  const sessions = useLoad(() => api.account.sessions());
  const problem = useSignal<unknown>(null);
  async function revoke(id: string) {
    problem.value = null;
    try {
      await api.account.revokeSession(id);
    } catch (error) {
      problem.value = error;
    }
    sessions.reload();
  }
  return (
    <>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <Loadable from={sessions}>
        {(list) => (
          <ul class="links">
            {list.map((one) => {
              const name = browserName(one.userAgent) ?? t.unknownBrowser;
              return (
                <li key={one.id}>
                  <div class="item">
                    <div class="grow">
                      <strong>{name}</strong> {one.current && <span class="muted">({t.thisOne})</span>}
                      <div class="muted small">{t.signedIn(format.stamp(one.createdAt))}</div>
                    </div>
                    {!one.current && (
                      <button
                        type="button"
                        class="button"
                        onClick={() => void revoke(one.id)}
                        aria-label={`${t.revoke}: ${name}`}
                      >
                        {t.revoke}
                      </button>
                    )}
                  </div>
                </li>
              );
            })}
          </ul>
        )}
      </Loadable>
    </>
  );
}
