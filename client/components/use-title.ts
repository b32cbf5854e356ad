import { useEffect } from "preact/hooks";

/** The document's title while the screen stands. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Presente`;
  }, [title]);
}
