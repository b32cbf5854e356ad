/**
 * Claims before everything else that this process does for phones. A claim is small and a student waits for it, and only its
 * first sight proves "not after"; photos and what is made of them can wait for seconds. When a class comes back into the
 * network, claims so do not stand in line behind the photos of those who came a moment before.
 */
export interface ClaimsFirst {
  /** Does the work of a claim, at once. */
  claim<T>(work: () => Promise<T>): Promise<T>;
  /** A line for work that lets claims pass: at most `width` of it is under way, and none waits for claims longer than `longestMs`. */
  line(options: {
    readonly width: number;
    readonly longestMs: number;
  }): <T>(work: () => Promise<T>) => Promise<T>;
}

interface Waiting {
  readonly sinceMs: number;
  readonly start: () => void;
}

export function createClaimsFirst(now: () => number = () => performance.now()): ClaimsFirst {
  let claims = 0;
  const lines: (() => void)[] = [];
  const goOn = () => {
    for (const next of lines) next();
  };

  return {
    async claim(work) {
      claims += 1;
      try {
        return await work();
      } finally {
        claims -= 1;
        if (claims === 0) goOn();
      }
    },

    line({ width, longestMs }) {
      const waiting: Waiting[] = [];
      let underWay = 0;
      let timer: ReturnType<typeof setTimeout> | undefined;

      function next(): void {
        clearTimeout(timer);
        for (let [first] = waiting; first && underWay < width; [first] = waiting) {
          const patienceMs = first.sinceMs + longestMs - now();
          if (claims > 0 && patienceMs > 0) {
            timer = setTimeout(next, patienceMs);
            return;
          }
          waiting.shift();
          underWay += 1;
          first.start();
        }
      }

      lines.push(next);
      return async (work) => {
        await new Promise<void>((start) => {
          waiting.push({ sinceMs: now(), start });
          next();
        });
        try {
          return await work();
        } finally {
          underWay -= 1;
          next();
        }
      };
    },
  };
}
