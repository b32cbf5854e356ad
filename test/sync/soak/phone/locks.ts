/** Web Locks of one phone (exclusive ones, which is all that the client asks for), shared by its tabs. */
export class PhoneLocks {
  readonly #queues = new Map<string, { owner: object; start: () => void }[]>();

  /** `navigator.locks` as one life of the app sees it; what it holds is let go of with {@link release}. */
  for(owner: object): { request<T>(name: string, work: () => Promise<T>): Promise<T> } {
    return {
      request: (name, work) =>
        new Promise((resolve, reject) => {
          const queue = this.#queues.get(name) ?? [];
          this.#queues.set(name, queue);
          const place = {
            owner,
            start: () => {
              void Promise.resolve()
                .then(work)
                .then(resolve, reject)
                .finally(() => this.#leave(name, place));
            },
          };
          if (queue.push(place) === 1) place.start();
        }),
    };
  }

  /** A tab is gone: its locks pass on, its wishes are void. */
  release(owner: object): void {
    for (const [name, queue] of this.#queues) {
      const [holder] = queue;
      const staying = queue.filter((place) => place.owner !== owner);
      queue.splice(0, queue.length, ...staying);
      if (queue[0] !== holder) this.#queues.get(name)?.[0]?.start();
    }
  }

  #leave(name: string, place: { owner: object }): void {
    const queue = this.#queues.get(name);
    if (queue?.[0] !== place) return;
    queue.shift();
    queue[0]?.start();
  }
}
