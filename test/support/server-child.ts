/**
 * The server as a process of its own, for tests that kill it: what server/main.ts does, but for fetching the models and
 * building the client. RECOGNISER=cells (default) looks at photos with the tiny recogniser, RECOGNISER=real with the models.
 */
import { NO_ASSETS } from "../../server/assets/prepare.ts";
import { createApp } from "../../server/app.ts";
import { createConfig } from "../../server/config.ts";
import { startWorkers } from "../../server/jobs/workers.ts";
import { listen } from "../../server/listen.ts";
import { createServices } from "../../server/services.ts";
import { clientFiles } from "../../server/static/files.ts";
import { cellRecogniser } from "../sync/soak/face.ts";

// nobody is left to stop us
process.on("disconnect", () => process.exit(1));
await new Promise((resolve) => process.once("message", resolve));
const config = createConfig(process.env);
const real = process.env["RECOGNISER"] === "real";
const { services, close } = await createServices(config, {
  assets: NO_ASSETS,
  ...(!real && { recogniser: cellRecogniser }),
});
await startWorkers(services);
const client = process.env["CLIENT_FILES"];
const app = createApp(services, ...(client === undefined ? [] : [clientFiles(client)]));
const listening = await listen(app, config);
process.send?.({ port: listening.port });

let stopping = false;
const stop = async () => {
  if (stopping) return;
  stopping = true;
  await listening.close();
  await close();
  process.exit(0);
};
process.on("SIGTERM", () => void stop());
