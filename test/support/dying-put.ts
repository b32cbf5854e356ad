/**
 * Puts an object into a folder's lake and dies, as by kill -9, before the file operation of a given number:
 * `dying-put.ts FOLDER NAME SIZE N`. Prints how many operations a whole put takes when it lived to the end.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [folder = "", name = "", size = "0", fatal = "0"] = process.argv.slice(2);
let operations = 0;
let counting = false;
type AnyFunction = (...args: unknown[]) => unknown;
/** Makes each call of these methods count, and the fatal one the last. */
function count(target: object, names: readonly string[]): void {
  for (const method of names) {
    const real = Reflect.get(target, method) as AnyFunction;
    Reflect.set(target, method, function (this: unknown, ...args: unknown[]) {
      if (counting && ++operations === Number(fatal)) process.kill(process.pid, "SIGKILL");
      return real.apply(this, args);
    });
  }
}
count(fs.promises, ["open", "link", "mkdir", "rename", "rm", "stat", "unlink"]);
syncBuiltinESMExports();
const probe = await fs.promises.open(process.execPath, "r");
count(Object.getPrototypeOf(probe) as object, ["writeFile", "writev", "datasync", "sync", "close"]);
await probe.close();

const { createFolderLake } = await import("../../server/lake/folder.ts");
const lake = await createFolderLake(folder);
counting = true;
// in pieces, as sealed photos come
const photo = Buffer.alloc(Number(size), 7);
await lake.put(name, [photo.subarray(0, 84), photo.subarray(84)]);
counting = false;
console.log(operations);
