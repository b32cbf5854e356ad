import { computed, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** Where the app is: the path without a trailing slash, and what follows `?` and `#`. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly hash: string;
}

const here = (): Place => ({
  path: window.location.pathname.replace(/\/+$/, "") || "/",
  query: new URLSearchParams(window.location.search),
  hash: window.location.hash.slice(1),
});

export const place = signal<Place>(here());
export const path = computed(() => place.value.path);

/** Goes to an address of the app. `replace` leaves no step to come back to. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  place.value = here();
  window.scrollTo(0, 0);
}

/** A click that the app answers itself; everything else (new tab, download, elsewhere) is the browser's. */
export function isOwnClick(event: MouseEvent, link: HTMLAnchorElement): boolean {
  return (
    event.button === 0 &&
    !event.defaultPrevented &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
    link.origin === window.location.origin &&
    (link.target === "" || link.target === "_self") &&
    !link.hasAttribute("download") &&
    !link.getAttribute("href")?.startsWith("#") &&
    !link.pathname.startsWith("/v1/")
  );
}

/** Starts to follow the browser's history and clicks on links. Once, at boot. */
export function followLinks(): void {
  addEventListener("popstate", () => (place.value = here()));
  addEventListener("hashchange", () => (place.value = here()));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || !isOwnClick(event, link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}

export function NavLink(props: { href: string; also?: readonly string[]; children: ComponentChildren }) {
  const roots = [props.href, ...(props.also ?? [])];
  const current = roots.some((root) => path.value === root || path.value.startsWith(`${root}/`));
  return (
    <a href={props.href} aria-current={current ? "page" : undefined}>
      {props.children}
    </a>
  );
}
