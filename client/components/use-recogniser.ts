import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { RecognitionConfig } from "../../shared/api/about.ts";
import { loadRecogniser } from "../recognition/bridge.ts";
import type { LoadProgress, Recogniser } from "../recognition/types.ts";
import { offline } from "../store/offline.ts";

export type RecogniserState =
  /** progress in bytes on the wire */
  | { readonly kind: "loading"; readonly progress: LoadProgress | null }
  | { readonly kind: "ready"; readonly recogniser: Recogniser }
  | { readonly kind: "unavailable" }
  | { readonly kind: "failed"; readonly error: unknown };

/** Loads the recogniser while the component stands, and again with each `attempt`; disposes of it afterwards. */
export function useRecogniser(attempt: number): ReadonlySignal<RecogniserState> {
  const state = useSignal<RecogniserState>({ kind: "loading", progress: null });
  useEffect(() => {
    const closing = new AbortController();
    const { signal } = closing;
    state.value = { kind: "loading", progress: null };
    load(signal, (progress) => (state.value = { kind: "loading", progress }))
      .then((next) => {
        if (!signal.aborted) state.value = next;
        else if (next.kind === "ready") next.recogniser.dispose();
      })
      .catch((error: unknown) => {
        if (!signal.aborted) state.value = { kind: "failed", error };
      });
    return () => {
      closing.abort();
      if (state.value.kind === "ready") state.value.recogniser.dispose();
    };
  }, [attempt]);
  return state;
}

/** Bytes on the wire for each byte of the unpacked files: people pay for what travels. */
function wireShare({ assets }: RecognitionConfig): number {
  const parts = Object.values(assets);
  const wire = parts.reduce((sum, part) => sum + part.wire.reduce((bytes, one) => bytes + one, 0), 0);
  const unpacked = parts.reduce((sum, part) => sum + part.bytes, 0);
  return unpacked > 0 ? wire / unpacked : 1;
}

async function load(
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void,
): Promise<RecogniserState> {
  const { value: about } = await offline.about();
  const { recognition } = about;
  if (!recognition) return { kind: "unavailable" };
  const onWire = wireShare(recognition);
  const recogniser = await loadRecogniser(recognition, {
    signal,
    onProgress: ({ loaded, total }) => onProgress({ loaded: loaded * onWire, total: total * onWire }),
  });
  return { kind: "ready", recogniser };
}
