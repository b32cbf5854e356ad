import { request } from "node:http";
import { request as secureRequest } from "node:https";
import { createConnection } from "node:net";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { afterEach, expect, test } from "vitest";
import { type Listening, listen } from "../../server/listen.ts";
import { Refusal } from "../../server/refusal.ts";
import { startTestServer } from "../support/server.ts";

const HERE = { host: "127.0.0.1", port: 0, tls: null };
const open: Listening[] = [];
const start = async (app: Hono) => {
  const listening = await listen(app, HERE);
  open.push(listening);
  return listening;
};
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close();
});

test("a port in use is told in a sentence with a way out", async () => {
  const { port } = await start(new Hono());
  const refusal = await listen(new Hono(), { ...HERE, port }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  expect(String(refusal)).toMatch(new RegExp(`Port ${port} .* in use.*PORT=${port + 1} npm start`, "s"));
});

/** A server that answers "finished" once it may `go`. */
async function startHeld() {
  const entered = deferred();
  const go = deferred();
  const app = new Hono().get("/", async (c) => {
    entered.resolve(undefined);
    await go.promise;
    return c.text("finished");
  });
  return { ...(await start(app)), entered, go };
}

test("stopping lets a request that is under way finish, and takes no new one", async () => {
  const { port, close, entered, go } = await startHeld();
  const answer = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
  await entered.promise;
  const closed = close();
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("fetch failed");
  go.resolve(undefined);
  expect(await answer).toBe("finished");
  await closed;
});

test("stopping ends event streams at once", async () => {
  const app = new Hono().get("/", (c) =>
    streamSSE(c, async (stream) => {
      await stream.writeSSE({ data: "first" });
      await new Promise<void>((resolve) => stream.onAbort(() => resolve()));
    }),
  );
  const { port, close } = await start(app);
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const reader = response.body?.getReader();
  await reader?.read();
  await close();
  await expect(reader?.read()).rejects.toThrow("terminated");
});

test("stopping ends a connection on which nothing was asked, as browsers hold one ready", async () => {
  const { port, close, entered, go } = await startHeld();
  const ready = createConnection(port, "127.0.0.1");
  const ended = new Promise<string>((resolve) => ready.once("close", () => resolve("ended")));
  await new Promise((resolve) => ready.once("connect", resolve));
  const answer = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
  await entered.promise;
  const closed = close();
  // at once: a request that is under way is waited for meanwhile
  expect(await ended).toBe("ended");
  go.resolve(undefined);
  expect(await answer).toBe("finished");
  await closed;
});

test("headers of absurd size are refused by the server itself", async () => {
  const { port } = await start(new Hono());
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request({ port, host: "127.0.0.1", headers: { "X-Long": "x".repeat(20_000) } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(431);
});

test("what is no HTTP at all ends its own connection and nothing else", async () => {
  const { port } = await start(new Hono().get("/", (c) => c.text("well")));
  const said = await new Promise<string>((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1", () =>
      socket.write("\u0016\u0003\u0001 hello\r\n\r\n"),
    );
    socket.on("data", (bytes) => resolve(bytes.toString())).on("error", reject);
  });
  expect(said).toMatch(/^HTTP\/1.1 400/);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("well");
});

test("requests without an announced length are read and answered: browsers send deletions so", async () => {
  const server = await startTestServer();
  try {
    const code = (method: string, path: string, chunks: string[]) =>
      new Promise<string>((resolve, reject) => {
        const headers = chunks.length > 0 ? { "content-type": "application/json" } : {};
        const asked = request(server.url + path, { method, headers }, async (answer) => {
          const body: unknown[] = await answer.toArray();
          resolve(/"code":"(\w+)"/.exec(body.join(""))?.[1] ?? String(answer.statusCode));
        });
        asked.on("error", reject);
        for (const chunk of chunks) asked.write(chunk);
        asked.end();
      });
    expect(await code("DELETE", "/v1/consent", [])).toBe("sign_in_needed");
    const signIn = ['{"email":"nobody@example.edu",', '"password":"no such person"}'];
    expect(await code("POST", "/v1/account/sign-in", signIn)).toBe("wrong_credentials");
    expect(await code("POST", "/v1/account/sign-in", ["x".repeat(70_000)])).toBe("too_large");
  } finally {
    await server.close();
  }
});

test("with a certificate the app is served by https, and browsers are told to stay with it", async () => {
  const server = await startTestServer({ tls: true });
  try {
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      secureRequest(`${server.url}/healthz`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve(response.headers);
      })
        .on("error", reject)
        .end();
    });
    expect(headers["strict-transport-security"]).toContain("max-age=31536000");
  } finally {
    await server.close();
  }
});

test("a server that goes down and up again is found at the same address", async () => {
  const server = await startTestServer();
  try {
    await server.down();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow("fetch failed");
    await server.up();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  } finally {
    await server.close();
  }
});

function deferred() {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise<unknown>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
