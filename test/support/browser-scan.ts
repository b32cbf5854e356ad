import type { Page } from "playwright-core";

/**
 * Which of these bytes the browser still holds anywhere that a page can reach: every database, every cache, the local storage;
 * as they are, or as text in base64 or base64url.
 */
export function heldInBrowser(page: Page, bytes: Readonly<Record<string, Uint8Array>>): Promise<string[]> {
  const needles = Object.entries(bytes).map(([name, value]) => {
    const raw = Buffer.from(value);
    const middle = Math.floor(raw.length / 2);
    return {
      name,
      forms: [
        raw.subarray(middle, middle + 24).toString("latin1"),
        raw.toString("base64url").slice(20, 60),
        raw.toString("base64").slice(20, 60),
      ],
    };
  });
  return page.evaluate(async (needles) => {
    const found = new Set<string>();
    const look = (text: string) => {
      for (const { name, forms } of needles) if (forms.some((form) => text.includes(form))) found.add(name);
    };
    const latin1 = (buffer: ArrayBuffer) => new TextDecoder("x-user-defined").decode(buffer);
    // that decoder maps 0x80 … 0xff to U+F780 …: put them back
    const binary = (buffer: ArrayBuffer) =>
      latin1(buffer).replace(/[\uf780-\uf7ff]/g, (char) => String.fromCharCode(char.charCodeAt(0) & 0xff));
    const visit = async (value: unknown): Promise<void> => {
      if (typeof value === "string") look(value);
      else if (value instanceof ArrayBuffer) look(binary(value));
      else if (ArrayBuffer.isView(value))
        look(binary(new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice().buffer));
      else if (value instanceof Blob) look(binary(await value.arrayBuffer()));
      else if (typeof value === "object" && value !== null && !(value instanceof CryptoKey))
        for (const inner of Object.values(value)) await visit(inner);
    };
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("unreadable")));
      });
    for (const { name } of await indexedDB.databases()) {
      if (!name) continue;
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        await visit(await done(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        look(request.url);
        await visit(await (await cache.match(request))?.arrayBuffer());
      }
    }
    await visit({ ...localStorage });
    return [...found];
  }, needles);
}
