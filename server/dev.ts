import { spawn } from "node:child_process";
import { join } from "node:path";
import { createServer } from "vite";

/**
 * `npm run dev`: vite serves the client with hot reload at PORT, and hands the API to the server, which starts anew at
 * PORT + 1 whenever a file of it changes.
 */
const port = Number(process.env["PORT"] ?? 8080);
const backend = port + 1;
process.env["DEV_BACKEND"] = `http://127.0.0.1:${backend}`;

const server = spawn(
  process.execPath,
  [
    join(import.meta.dirname, "../node_modules/tsx/dist/cli.mjs"),
    "watch",
    join(import.meta.dirname, "main.ts"),
    "--no-build",
  ],
  { stdio: "inherit", env: { ...process.env, PORT: String(backend) } },
);
const vite = await createServer({
  configFile: join(import.meta.dirname, "../client/vite.config.ts"),
  server: { port, strictPort: true, host: "localhost" },
});
await vite.listen();
vite.printUrls();

const stop = () => {
  server.kill("SIGTERM");
  void vite.close();
};
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
server.on("exit", stop);
