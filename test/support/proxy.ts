import { createServer, connect, type Socket } from "node:net";
import type { LinkShape } from "./slow-link.ts";
import { shaper } from "./slow-link.ts";

/** A wire between phones and server that a test can cut, hold and slow down. It passes bytes and looks at none. */
export interface Proxy {
  readonly port: number;
  /** bytes passed so far, both ways */
  readonly passed: { up: number; down: number };
  /** how many connections the server has answered on since "held" was set, in vain */
  answersHeld(): number;
  /** open: passes; held: what the server says stays here; cut: nobody gets through, and what was open is broken */
  set(state: "open" | "held" | "cut"): void;
  close(): Promise<void>;
}

/**
 * @param target port of the server on this machine
 * @param shape the line of each connection; null: as fast as it goes
 */
export async function startProxy(target: number, shape: LinkShape | null = null): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const passed = { up: 0, down: 0 };
  const held = new Set<Socket>();
  let state: "open" | "held" | "cut" = "open";

  const server = createServer({ noDelay: true, pauseOnConnect: true }, (phone) => {
    if (state === "cut") return void phone.destroy();
    const line = shape === null ? null : shaper(shape);
    const begin = () => {
      const far = connect({ port: target, host: "127.0.0.1", noDelay: true });
      const end = () => {
        phone.destroy();
        far.destroy();
      };
      for (const socket of [phone, far]) {
        sockets.add(socket);
        socket.on("error", end).on("close", () => {
          sockets.delete(socket);
          end();
        });
      }
      pass(phone, far, "up");
      pass(far, phone, "down");
      phone.resume();
    };
    const pass = (from: Socket, to: Socket, way: "up" | "down") =>
      from.on("data", (bytes: Buffer) => {
        if (way === "down" && state === "held") return void held.add(from);
        passed[way] += bytes.length;
        if (line === null) return void (to.destroyed || to.write(bytes));
        line[way](bytes, (part) => void (to.destroyed || to.write(part)));
      });
    if (line === null) begin();
    else line.opening(begin);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    passed,
    answersHeld: () => held.size,
    set(next) {
      held.clear();
      state = next;
      if (next === "cut") for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
