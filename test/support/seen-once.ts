import { createHash } from "node:crypto";
import type { Analysis, Recogniser } from "../../server/recognition/recogniser.ts";

/**
 * A recogniser that looks at each photo once, with everything that is ever wanted of it, and remembers what it saw: for tests in which
 * the same photos come again and again. It knows one model and no prints.
 */
export function seenOnce(recogniser: Recogniser): Recogniser {
  const seen = new Map<string, Promise<Analysis>>();
  const { digest } = recogniser.model;
  return {
    ...recogniser,
    analyse(jpeg, claimed) {
      const key = createHash("sha256").update(jpeg).update(JSON.stringify(claimed)).digest("hex");
      const before = seen.get(key);
      if (before) return before;
      const wanted = { own: digest, claimed: digest, quality: true };
      const analysis = recogniser.analyse(jpeg, claimed, undefined, wanted);
      seen.set(key, analysis);
      return analysis;
    },
    close: () => recogniser.close(),
  };
}
