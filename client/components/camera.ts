import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export type CameraProblem = "denied" | "busy" | "none" | "insecure" | "failed";
/** user: towards the person; environment: away, where there is such a camera. */
export type Facing = "user" | "environment";
export type CameraState =
  | { readonly kind: "starting" }
  | { readonly kind: "live"; readonly stream: MediaStream }
  | { readonly kind: "problem"; readonly problem: CameraProblem };

/** Names of getUserMedia's refusals (W3C Media Capture and Streams, §10.3), as what a person can do about them. */
const PROBLEM_OF: Readonly<Record<string, CameraProblem>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotReadableError: "busy",
  AbortError: "busy",
  NotFoundError: "none",
  OverconstrainedError: "none",
};

export function cameraProblemOf(error: unknown): CameraProblem {
  return (error instanceof DOMException ? PROBLEM_OF[error.name] : undefined) ?? "failed";
}

/**
 * Opens a camera (the front one by default) while the component stands, and again with each `attempt`. Live picture only: no file is ever
 * taken.
 */
export function useCamera(attempt: number, facing: Facing = "user"): ReadonlySignal<CameraState> {
  const state = useSignal<CameraState>({ kind: "starting" });
  useEffect(() => {
    let closed = false;
    let stream: MediaStream | null = null;
    const end = (problem: CameraProblem) => {
      if (!closed) state.value = { kind: "problem", problem };
    };
    state.value = { kind: "starting" };
    openCamera(facing)
      .then((opened) => {
        stream = opened;
        if (closed) return stop(opened);
        opened.getVideoTracks()[0]?.addEventListener("ended", () => end("busy"));
        state.value = { kind: "live", stream: opened };
      })
      .catch((error: unknown) => end(window.isSecureContext ? cameraProblemOf(error) : "insecure"));
    return () => {
      closed = true;
      if (stream) stop(stream);
    };
  }, [attempt, facing]);
  return state;
}

async function openCamera(facing: Facing): Promise<MediaStream> {
  const { mediaDevices }: { mediaDevices?: MediaDevices } = navigator;
  if (!mediaDevices) throw new DOMException("no camera without a secure origin", "SecurityError");
  return mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  });
}

const stop = (stream: MediaStream) => {
  for (const track of stream.getTracks()) track.stop();
};
