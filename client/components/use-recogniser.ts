import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { loadRecogniser } from "../recognition/bridge.ts";
import type { LoadProgress, Recogniser } from "../recognition/types.ts";
import { offline } from "../store/offline.ts";

export type RecogniserState =
  | { readonly kind: "loading"; readonly progress: LoadProgress | null }
  | { readonly kind: "ready"; readonly recogniser: Recogniser }
  | { readonly kind: "unavailable"; readonly reason: string | null }
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

async function load(
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void,
): Promise<RecogniserState> {
  const { value: about } = await offline.about();
  if (!about.recognition) return { kind: "unavailable", reason: about.unavailable };
  return { kind: "ready", recogniser: await loadRecogniser(about.recognition, { signal, onProgress }) };
}
