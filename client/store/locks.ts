/**
 * One at a time across tabs and the service worker, by Web Locks. Where they are missing (iOS before 15.4) a queue
 * in this page takes their place: two tabs may then send the same claim twice, which the server answers as a duplicate,
 * and a seal that lost the race is repeated because its transaction checks the head.
 */
const tails = new Map<string, Promise<unknown>>();

export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = navigator.locks;
  if (locks?.request) return await locks.request(`presente:${name}`, work);
  const before = tails.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  tails.set(
    name,
    mine.catch(() => undefined),
  );
  return mine;
}
