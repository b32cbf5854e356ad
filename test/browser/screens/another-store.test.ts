import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { createFolderLake } from "../../../server/lake/folder.ts";
import { utf8 } from "../../../shared/bytes.ts";
import { newPerson } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { expectSoundAt } from "../../support/sound.ts";

const ANOTHERS = "sealed/checkin/00/anothers";
let folder: string;
let server: TestServer;
let screens: Screens;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "presente-another-"));
  await (await createFolderLake(join(folder, "photos"))).put(ANOTHERS, utf8("a photo"));
  server = await startTestServer({ client: true, config: { dataDir: folder } });
  screens = await openScreens(server.url);
});
afterAll(async () => {
  await screens?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test("an administrator sees the rest of the installation, and that the photo store is not its own", async () => {
  const { page } = screens;
  await screens.become(await newPerson(server, "administrator"));
  await expectSoundAt(screens, "/health");
  await page.getByText("Not this installation's").waitFor();
  await page.getByRole("heading", { name: "People" }).waitFor();
  await screens.shoot("health-another-store");
  await expectSoundAt(screens, "/retention");
  await page.getByText("Photo store: Not this installation's").waitFor();

  await rm(join(folder, "photos", ANOTHERS));
  await screens.visit("/health");
  await page.getByText("Reachable").waitFor();
  await page.getByRole("heading", { name: "Enrolments waiting" }).waitFor();
});
