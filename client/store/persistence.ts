/**
 * Asks the browser not to evict what is stored here. Asked for when the phone becomes a device, and again with a
 * check-in while it is refused: then the person has just used the app, which is what browsers look at.
 * @returns whether storage is persistent now
 */
export async function requestPersistence(): Promise<boolean> {
  const storage: StorageManager | undefined = navigator.storage;
  if (!storage?.persist) return false;
  try {
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    return false;
  }
}
