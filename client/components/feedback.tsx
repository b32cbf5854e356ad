import type { ComponentChildren } from "preact";
import { describeProblem } from "../api.ts";
import { language, messages } from "../i18n/i18n.ts";
import { IconAbout, IconCheck, IconOffline, IconWarn } from "./icons.tsx";

export type Tone = "ok" | "look" | "bad" | "wait" | "pen";

/** A short remark in a colour and with a picture that say the same as its words. */
export function Note(props: {
  tone: Tone;
  title?: string;
  children?: ComponentChildren;
  icon?: ComponentChildren;
  alert?: boolean;
}) {
  const { tone, title, children, icon, alert } = props;
  return (
    <div class={`note tone-${tone}`} role={alert ? "alert" : undefined}>
      {icon ??
        (tone === "ok" ? <IconCheck /> : tone === "look" || tone === "bad" ? <IconWarn /> : <IconAbout />)}
      <div class="stack stack-s grow">
        <p>
          {title && <strong>{title}</strong>}
          {typeof children === "string" ? children : null}
        </p>
        {typeof children === "string" ? null : children}
      </div>
    </div>
  );
}

/** Whatever was caught, in words, with a way to try again. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { message, next } = describeProblem(error, language.value);
  return (
    <Note tone="bad" title={message} alert>
      <p>{next}</p>
      {onRetry && (
        <div>
          <button type="button" class="button" onClick={onRetry}>
            {messages.value.common.actions.retry}
          </button>
        </div>
      )}
    </Note>
  );
}

export function OfflineNote() {
  const { common } = messages.value;
  return (
    <Note tone="wait" title={common.offlineTitle} icon={<IconOffline />}>
      {common.offlineText}
    </Note>
  );
}

export function Loading({ text }: { text?: string }) {
  return (
    <div class="loading" role="status">
      <span class="spinner" />
      {text ?? messages.value.common.loading}
    </div>
  );
}

export function Badge({
  tone,
  icon,
  children,
}: {
  tone: Tone;
  icon?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <span class={`badge tone-${tone}`}>
      {icon}
      {children}
    </span>
  );
}

/** A friendly page with nothing on it yet. */
export function Empty({
  picture,
  title,
  children,
}: {
  picture: ComponentChildren;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      {picture}
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** The same where a list would stand. */
export function EmptyCard(props: {
  picture: ComponentChildren;
  title: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="card">
      <Empty {...props} />
    </div>
  );
}
