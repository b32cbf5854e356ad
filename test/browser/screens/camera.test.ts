import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../../../client/i18n/en.ts";
import { killCamera } from "../../support/kill-browser.ts";
import { giveConsent, newPerson, type Person } from "../../support/people.ts";
import { openScreens } from "../../support/screens.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { emptyVideo } from "../../support/videos.ts";

let server: TestServer;
let student: Person;
let teacher: Person;

beforeAll(async () => {
  server = await startTestServer({ client: true });
  teacher = await newPerson(server, "teacher");
  student = await newPerson(server);
  await giveConsent(server, student);
});
afterAll(() => server?.close());

const { camera } = en.face;

describe.each([
  ["that is not there", "none"],
  ["that is forbidden", "denied"],
] as const)("a camera %s", (_, trouble) => {
  const { title, steps } = camera[trouble];

  test("is said on the student's camera screen, with what to do", async () => {
    const screens = await openScreens(server.url, { camera: trouble });
    try {
      await screens.become(student);
      await screens.visit("/enrol/photos");
      await screens.page.getByRole("heading", { name: title }).waitFor();
      expect(await screens.page.locator(".steps li").allTextContents()).toEqual(steps);
      expect(await screens.violations()).toEqual([]);
    } finally {
      await screens.close();
    }
  });

  test("is said on the teacher's scanner, and the file is still there to choose", async () => {
    const screens = await openScreens(server.url, { camera: trouble });
    try {
      await screens.become(teacher);
      await screens.visit("/carry");
      await screens.page.getByRole("button", { name: en.carry.scan.start }).click();
      await screens.page.getByRole("heading", { name: title }).waitFor();
      expect(await screens.page.getByLabel(en.carry.file.choose).count()).toBe(1);
      expect(await screens.violations()).toEqual([]);
    } finally {
      await screens.close();
    }
  });
});

test("a camera that is taken away says so, and works again after “Try again”, without a reload", async () => {
  const screens = await openScreens(server.url);
  const { page } = screens;
  const live = () =>
    page.waitForFunction(() => {
      const video = document.querySelector("video");
      return video !== null && video.videoWidth > 0 && !video.paused;
    });
  const retry = page.getByRole("button", { name: en.common.actions.retry });
  try {
    await screens.become(teacher);
    await screens.visit("/carry");
    await page.getByRole("button", { name: en.carry.scan.start }).click();
    await live();
    await killCamera(screens.profile);
    await page.getByRole("heading", { name: camera.busy.title }).waitFor();
    expect(await screens.violations()).toEqual([]);
    await retry.click();
    await live();
    expect(await page.getByRole("heading", { name: camera.busy.title }).count()).toBe(0);
  } finally {
    await screens.close();
  }
});

test("a camera that is plugged in is found by “Try again”", async () => {
  const screens = await openScreens(server.url, { camera: "none" });
  const { page } = screens;
  try {
    await screens.become(teacher);
    await screens.visit("/carry");
    await page.getByRole("button", { name: en.carry.scan.start }).click();
    await page.getByRole("heading", { name: camera.none.title }).waitFor();
    await screens.show(await emptyVideo());
    await page.getByRole("button", { name: en.common.actions.retry }).click();
    await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
    expect(await page.getByRole("heading", { name: camera.none.title }).count()).toBe(0);
  } finally {
    await screens.close();
  }
});
