import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { FrameReport } from "../recognition/types.ts";
import { outlinePath } from "./outline-path.ts";

/** An ellipse as a path that begins at the top and runs clockwise. */
const ellipse = (rx: number, ry: number) =>
  `M50 ${50 - ry}a${rx} ${ry} 0 0 1 0 ${2 * ry}a${rx} ${ry} 0 0 1 0 ${-2 * ry}`;
const RING = ellipse(24, 32);

/**
 * What lies over the live picture: the outline of the face as it is seen, the oval to fill, and the ring that closes while
 * the face is right. Decorative; the coaching sentence says the same in words.
 */
export function FaceOverlay(props: {
  report: ReadonlySignal<FrameReport | null>;
  video: RefObject<HTMLVideoElement | null>;
  active: boolean;
  segments?: { readonly done: number; readonly of: number };
}) {
  const { report, video, active, segments } = props;
  const size = useSignal({ width: 1280, height: 720 });
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const measure = () => {
      if (element.videoWidth > 0) size.value = { width: element.videoWidth, height: element.videoHeight };
    };
    measure();
    element.addEventListener("resize", measure);
    element.addEventListener("loadedmetadata", measure);
    return () => {
      element.removeEventListener("resize", measure);
      element.removeEventListener("loadedmetadata", measure);
    };
  }, []);
  const outline = useComputed(() =>
    outlinePath(report.value?.points ?? [], size.value.width, size.value.height),
  );
  const dashes = useComputed(() => `${Math.round((report.value?.steady ?? 0) * 100)} 100`);
  const opacity = useComputed(() => ((report.value?.steady ?? 0) > 0 ? 1 : 0));
  const frame = useComputed(() => `0 0 ${size.value.width} ${size.value.height}`);
  return (
    <div class={active ? "overlay" : "overlay overlay-idle"} aria-hidden="true">
      <svg class="overlay-face" viewBox={frame} preserveAspectRatio="xMidYMid slice">
        <path d={outline} vector-effect="non-scaling-stroke" />
      </svg>
      <svg class="overlay-guide" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid meet">
        <path class="guide" d={RING} pathLength={100} />
        <path class="ring" d={RING} pathLength={100} stroke-dasharray={dashes} stroke-opacity={opacity} />
        {segments && <Segments {...segments} />}
      </svg>
    </div>
  );
}

/** One arc a photo around the oval, filled when taken. */
function Segments({ done, of }: { done: number; of: number }) {
  const length = 100 / of;
  const gap = 3;
  return (
    <>
      {Array.from({ length: of }, (_, i) => (
        <path
          key={i}
          class={i < done ? "segment segment-done" : "segment"}
          d={ellipse(27.5, 35.5)}
          pathLength={100}
          stroke-dasharray={`${length - gap} ${100 - length + gap}`}
          stroke-dashoffset={-(i * length + gap / 2)}
        />
      ))}
    </>
  );
}
