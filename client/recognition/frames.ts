/** A video's frames, as fast as they are wanted and no faster. */
export interface Frames {
  /** asks for the next frame; one at a time */
  next(): void;
  stop(): void;
}

/** performance.now() and Date.now() when a frame was taken. */
export interface FrameClocks {
  readonly wall: number;
  readonly mono: number;
}

/**
 * Hands out frames of a playing video, full size. Rests while the page is hidden: a phone in a pocket takes no photos.
 * @param onFrame owns the bitmap
 */
export function framesOf(
  video: HTMLVideoElement,
  onFrame: (frame: ImageBitmap, clocks: FrameClocks) => void,
  onError: (error: unknown) => void,
): Frames {
  let stopped = false;
  let wanted = false;

  const grab = async () => {
    if (stopped || !wanted) return;
    if (document.hidden) return;
    wanted = false;
    try {
      const clocks = { wall: Date.now(), mono: performance.now() };
      const frame = await createImageBitmap(video);
      if (stopped) frame.close();
      else onFrame(frame, clocks);
    } catch (error) {
      if (!stopped) onError(error);
    }
  };
  const schedule = () => {
    if (stopped || document.hidden) return;
    // Firefox before 132 has no callback for video frames
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(() => void grab());
    else requestAnimationFrame(() => void grab());
  };
  const onVisible = () => {
    if (wanted) schedule();
  };
  document.addEventListener("visibilitychange", onVisible);
  return {
    next() {
      wanted = true;
      schedule();
    },
    stop() {
      stopped = true;
      document.removeEventListener("visibilitychange", onVisible);
    },
  };
}
