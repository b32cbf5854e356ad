import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** What is one thing with a heading of its own: what follows when it goes is its neighbour. */
const UNIT = "li, article, section, dialog";

/** Where an element stands, from itself up to `root`, each with its place among its siblings. */
function pathOf(element: Element, root: Element): { node: Element; index: number }[] {
  const path: { node: Element; index: number }[] = [];
  for (let node: Element | null = element; node && node !== root; node = node.parentElement) {
    path.push({ node, index: [...(node.parentElement?.children ?? [])].indexOf(node) });
  }
  return [...path, { node: root, index: 0 }];
}

const headingOf = (unit: Element | undefined) => unit?.querySelector<HTMLElement>("h1, h2, h3, h4") ?? null;

/** The heading nearest to where a removed element stood: of its card, of the card in its place, else of what is around. */
function nearest(path: ReturnType<typeof pathOf>): HTMLElement | null {
  const at = path.findIndex(({ node }) => node.isConnected);
  const left = path[at];
  const gone = path[at - 1];
  if (!left || !gone) return null;
  const siblings = [...left.node.children].filter((child) => child.matches(UNIT));
  const inPlace = gone.node.matches(UNIT) ? siblings[Math.min(gone.index, siblings.length - 1)] : undefined;
  const found = headingOf(inPlace);
  if (found) return found;
  for (const { node } of path.slice(at)) {
    const heading = node.matches(UNIT) || node === path.at(-1)?.node ? headingOf(node) : null;
    if (heading) return heading;
  }
  return null;
}

/**
 * Keeps the focus on the screen when what had it goes: a button that is no longer offered, a card that is settled. It would fall to
 * the document, and whoever works by keyboard or screen reader would begin anew at its top.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let path: ReturnType<typeof pathOf> = [];
    const note = ({ target }: FocusEvent) => {
      path = target instanceof Element && target !== element ? pathOf(target, element) : [];
    };
    // left by intent, such as by a click beside it: what becomes of it later is nobody's focus
    const leave = ({ target }: FocusEvent) =>
      queueMicrotask(() => {
        const stays = target instanceof Element && target.isConnected;
        if (stays && document.activeElement !== target && path[0]?.node === target) path = [];
      });
    const observer = new MutationObserver(() => {
      const [last] = path;
      if (!last || last.node.isConnected || document.activeElement !== document.body) return;
      const heading = nearest(path);
      path = [];
      if (!heading) return;
      heading.tabIndex = -1;
      heading.focus();
    });
    element.addEventListener("focusin", note);
    element.addEventListener("focusout", leave);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      element.removeEventListener("focusin", note);
      element.removeEventListener("focusout", leave);
      observer.disconnect();
    };
  }, []);
}
