import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";

export interface Loaded<T> {
  readonly data: ReadonlySignal<T | null>;
  readonly error: ReadonlySignal<unknown>;
  readonly loading: ReadonlySignal<boolean>;
  readonly reload: () => void;
  /** replaces what was loaded, after a change that the server has answered */
  readonly put: (data: T) => void;
}

/** Loads when the component appears and when `keys` change. What was loaded stays while it is loaded anew. */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  keys: readonly unknown[] = [],
): Loaded<T> {
  const data = useSignal<T | null>(null);
  const error = useSignal<unknown>(null);
  const loading = useSignal(true);
  const current = useRef<AbortController | null>(null);

  const reload = useCallback(() => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    loading.value = true;
    load(controller.signal)
      .then((loaded) => {
        if (controller.signal.aborted) return;
        data.value = loaded;
        error.value = null;
      })
      .catch((reason: unknown) => {
        if (!controller.signal.aborted) error.value = reason;
      })
      .finally(() => {
        if (!controller.signal.aborted) loading.value = false;
      });
  }, keys);

  useEffect(() => {
    reload();
    return () => current.current?.abort();
  }, keys);

  return { data, error, loading, reload, put: (next) => (data.value = next) };
}
