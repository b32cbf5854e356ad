/**
 * Run after every install. postgres.js 3.4.9 writes to a socket that is gone when a connection breaks between two queries of
 * a transaction; the error is thrown outside of every promise and ends the process (porsager/postgres, issues 1066, 1154 and
 * 1208, open). A database that restarts under load would take the server with it. Here such a query is refused with
 * CONNECTION_CLOSED, as any other on a broken connection, and what was left to write does not go to the next connection.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const MENDS = [
  {
    broken: `    const x = socket.write(chunk, fn)
`,
    whole: `    if (!socket) {
      nextWriteTimer !== null && clearImmediate(nextWriteTimer)
      chunk = nextWriteTimer = null
      queueMicrotask(() => error(Errors.connection('CONNECTION_CLOSED', options, socket)))
      return false
    }
    const x = socket.write(chunk, fn)
`,
  },
  {
    broken: `    clearImmediate(nextWriteTimer)
    socket.removeListener('data', data)
    socket.removeListener('connect', connected)
    idleTimer.cancel()`,
    whole: `    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
    socket.removeListener('data', data)
    socket.removeListener('connect', connected)
    idleTimer.cancel()`,
  },
];

const driver = join(dirname(createRequire(import.meta.url).resolve("postgres")), "../..");
for (const file of ["src/connection.js", "cjs/src/connection.js"]) {
  const path = join(driver, file);
  let text = readFileSync(path, "utf8");
  for (const { broken, whole } of MENDS) {
    if (text.includes(whole)) continue;
    if (!text.includes(broken))
      throw new Error(`${file} of postgres.js is not the one that this mends; look at it anew.`);
    text = text.replace(broken, () => whole);
  }
  writeFileSync(path, text);
}
