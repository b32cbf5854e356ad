import { signal } from "@preact/signals";
import type { About } from "../../../shared/api/about.ts";
import { api } from "../../api.ts";
import { type Loaded, useLoad } from "../../components/use-load.ts";

const known = signal<About | null>(null);

/** What the server says about itself; the last answer is shown while it is asked again. */
export function useAbout(): Loaded<About> {
  const loaded = useLoad(async (abort) => {
    const about = await api.about({ signal: abort });
    known.value = about;
    return about;
  });
  if (loaded.data.value === null && known.peek() !== null) return { ...loaded, data: known };
  return loaded;
}
