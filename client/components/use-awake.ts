import { useEffect } from "preact/hooks";

/** Keeps the screen on while the component stands, where the browser can (Screen Wake Lock, W3C). */
export function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let gone = false;
    const take = async () => {
      if (document.visibilityState !== "visible") return;
      const { wakeLock }: { wakeLock?: WakeLock } = navigator;
      const taken = await wakeLock?.request("screen").catch(() => null);
      if (gone) void taken?.release();
      else lock = taken ?? null;
    };
    void take();
    // the browser lets go of it whenever the page is hidden
    document.addEventListener("visibilitychange", take);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, []);
}
