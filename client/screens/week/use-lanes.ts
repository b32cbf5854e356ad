import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { lanesIn } from "./layout.ts";

/** Where week.css sets the days beside each other; below, they stand one under the other with the whole width each. */
const COLUMNS = "(min-width: 62rem)";
const AXIS_REM = 3;

/** How many hours have room side by side in a day of the picture, as wide as it is now. */
export function useLanes(picture: RefObject<HTMLElement | null>, days: number): number {
  const lanes = useSignal(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const element = picture.current;
    if (!element) return;
    const columns = matchMedia(COLUMNS);
    const measure = () => {
      const remPx = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const columnPx = (element.clientWidth - AXIS_REM * remPx) / days;
      lanes.value = columns.matches ? lanesIn(columnPx, remPx) : Number.POSITIVE_INFINITY;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [days]);
  return lanes.value;
}
