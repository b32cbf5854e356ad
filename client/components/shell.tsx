import type { ComponentChildren, ComponentType } from "preact";
import { useRef } from "preact/hooks";
import type { Role } from "../../shared/api/account.ts";
import { messages } from "../i18n/i18n.ts";
import { IconMe, IconOut } from "./icons.tsx";
import { useKeptFocus } from "./keep-focus.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { Brand } from "./mark.tsx";
import { NavLink } from "./router.tsx";
import { ZoneNote } from "./zone-note.tsx";

export interface NavItem {
  readonly href: string;
  /** other roots that belong to this item */
  readonly also?: readonly string[];
  readonly label: string;
  readonly short?: string;
  readonly icon: ComponentType<{ size?: number }>;
  /** something that waits there, in words */
  readonly waiting?: {
    readonly count: number;
    readonly label: string;
    /** it is on this phone only: the red mark */
    readonly unsent?: boolean;
  } | null;
}

function SkipLink() {
  return (
    <a
      class="skip"
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById("main")?.focus();
      }}
    >
      {messages.value.common.skip}
    </a>
  );
}

function Items({ items, short }: { items: readonly NavItem[]; short: boolean }) {
  return (
    <ul>
      {items.map(({ href, also, label, short: brief, icon: Icon, waiting }) => (
        <li key={href}>
          <NavLink href={href} {...(also && { also })}>
            <Icon />
            <span>{short ? (brief ?? label) : label}</span>
            {waiting && waiting.count > 0 && (
              <span class={waiting.unsent ? "nav-count nav-unsent" : "nav-count"}>
                <span aria-hidden="true">{waiting.count}</span>
                <span class="hidden-text">{waiting.label}</span>
              </span>
            )}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}

function SignOut({ onSignOut }: { onSignOut: () => void }) {
  return (
    <button
      type="button"
      class="icon-button"
      onClick={onSignOut}
      aria-label={messages.value.common.actions.signOut}
    >
      <IconOut />
    </button>
  );
}

/** The frame for people who are signed in: below on a phone, beside on a laptop. */
export function AppShell(props: {
  items: readonly NavItem[];
  who: { name: string; role: Role };
  /** where one's own account is */
  accountHref: string;
  onSignOut: () => void;
  narrow: boolean;
  children: ComponentChildren;
}) {
  const { common } = messages.value;
  const main = useRef<HTMLElement>(null);
  useKeptFocus(main);
  return (
    <div class="shell shell-app">
      <SkipLink />
      <header class="topbar">
        <Brand />
        <div class="row">
          <LanguageSwitch />
          {!props.items.some(({ href }) => href === props.accountHref) && (
            <a class="icon-button" href={props.accountHref} aria-label={messages.value.account.own.title}>
              <IconMe />
            </a>
          )}
          <SignOut onSignOut={props.onSignOut} />
        </div>
      </header>
      <header class="sidebar">
        <Brand />
        <nav aria-label={common.navigation}>
          <Items items={props.items} short={false} />
        </nav>
        <div class="sidebar-foot">
          <a class="who" href={props.accountHref}>
            <strong>{props.who.name}</strong>
            <span class="muted">{common.roles[props.who.role]}</span>
          </a>
          <div class="row row-between">
            <LanguageSwitch />
            <SignOut onSignOut={props.onSignOut} />
          </div>
        </div>
      </header>
      <main class={props.narrow ? "main main-narrow" : "main"} id="main" tabIndex={-1} ref={main}>
        <ZoneNote />
        {props.children}
      </main>
      <nav class="tabbar" aria-label={common.navigation}>
        <Items items={props.items} short />
      </nav>
    </div>
  );
}

/** The frame for visitors. */
export function PlainShell({ narrow, children }: { narrow: boolean; children: ComponentChildren }) {
  const { common } = messages.value;
  return (
    <div class="shell shell-plain">
      <SkipLink />
      <header class="topbar">
        <Brand />
        <LanguageSwitch />
      </header>
      <main class={narrow ? "main main-narrow" : "main"} id="main" tabIndex={-1}>
        {children}
      </main>
      <footer class="foot">
        <a href="/about">{common.nav.about}</a>
        <a href="/sign-in">{messages.value.account.signIn.title}</a>
      </footer>
    </div>
  );
}
