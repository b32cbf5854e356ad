import { expect } from "vitest";
import type { Screens } from "./screens.ts";

/** As the page stands, neither axe nor the edge of the screen objects. */
export async function expectSound(screens: Screens): Promise<void> {
  expect(await screens.violations()).toEqual([]);
  const { page } = screens;
  const widthPx = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(widthPx).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}

/** The same of a screen as it is opened on a phone and on a laptop, and a picture of each. */
export async function expectSoundAt(screens: Screens, path: string): Promise<void> {
  for (const width of [360, 1280]) {
    await screens.page.setViewportSize({ width, height: 800 });
    await screens.visit(path);
    await expectSound(screens);
    await screens.shoot(path.replaceAll("/", "_"));
  }
}
