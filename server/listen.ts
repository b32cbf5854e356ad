import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type { App } from "./app.ts";
import type { Config } from "./config.ts";
import { Refusal } from "./refusal.ts";

/** Slow on purpose (slowloris) or slow by nature: the longest that a peer may take, ms. */
const LIMITS: ServerOptions = {
  headersTimeout: 10_000,
  /** headers and body: 512 kB at 6 kB/s still pass */
  requestTimeout: 90_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
};

/** How long requests under way may take once we are told to stop, ms. */
const GRACE_MS = 10_000;

export interface Listening {
  /** the port in use, also where 0 was configured */
  readonly port: number;
  /** Takes no more connections, ends event streams and what has asked nothing, lets requests finish, then cuts what is left. */
  close(): Promise<void>;
}

/** @throws Refusal when the address cannot be had */
export async function listen(
  app: Pick<App, "fetch">,
  config: Pick<Config, "port" | "host" | "tls">,
): Promise<Listening> {
  const streams = new Set<HttpBindings["outgoing"]>();
  let stopping = false;
  const handle = getRequestListener(
    async (request, bindings) => {
      const response = await app.fetch(request, bindings);
      if (response.headers.get("Content-Type")?.startsWith("text/event-stream") && "outgoing" in bindings) {
        const outgoing = bindings.outgoing as HttpBindings["outgoing"];
        streams.add(outgoing);
        outgoing.on("close", () => streams.delete(outgoing));
      }
      return response;
    },
    { overrideGlobalObjects: false },
  );
  /** connections on which nothing was asked yet: browsers hold one ready, and Node does not call it idle */
  const unused = new Set<Socket>();
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    unused.delete(request.socket);
    response.on("close", () => {
      if (stopping) setImmediate(() => server.closeIdleConnections());
    });
    void handle(request, response);
  };
  const server = config.tls
    ? createSecureServer({ ...LIMITS, cert: config.tls.cert, key: config.tls.key }, onRequest)
    : createServer(LIMITS, onRequest);
  server.on(config.tls ? "secureConnection" : "connection", (socket: Socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(refusalOf(error, config)));
    server.listen(config.port, config.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : config.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      stopping = true;
      for (const stream of streams) stream.destroy();
      for (const socket of unused) socket.destroy();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

function refusalOf(error: NodeJS.ErrnoException, { host, port }: Pick<Config, "host" | "port">): Error {
  if (error.code === "EADDRINUSE") {
    return new Refusal(
      `Port ${port} on ${host} is in use by another program.`,
      `Stop that one, or choose another port: PORT=${port + 1} npm start`,
    );
  }
  if (error.code === "EACCES")
    return new Refusal(
      `This user may not open port ${port}.`,
      "Ports from 1024 up are free to use: PORT=8080 npm start",
    );
  if (error.code === "EADDRNOTAVAIL") return new Refusal(`HOST=${host} is not an address of this machine.`);
  return error;
}
