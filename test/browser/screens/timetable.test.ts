import { afterAll, beforeAll, describe } from "vitest";
import { ask } from "../../support/people.ts";
import { planningTests } from "./timetable-planning.ts";
import { rosterTests } from "./timetable-roster.ts";
import { openStage, type Stage } from "./timetable-stage.ts";
import { weekTests } from "./timetable-week.ts";

let opened: Stage;
const stage = () => opened;
beforeAll(async () => {
  opened = await openStage();
});
afterAll(() => opened?.close());

/** both widths, and both languages: each journey once in each */
describe.each([
  ["a laptop", { width: 1280, height: 800 }, "en"],
  ["a phone", { width: 360, height: 740 }, "es"],
] as const)("on %s", (device, size, language) => {
  const setting = { device, size, language };
  beforeAll(async () => {
    const { server, screens, page, administrator, teacher, student } = stage();
    // the server refuses in the language of the account
    for (const as of [administrator, teacher, student])
      await ask(server.app, "PATCH", "/v1/account", { as, body: { language } });
    await screens.become(null);
    await page.evaluate((chosen) => localStorage.setItem("presente.language", chosen), language);
  });

  planningTests(stage, setting);
  weekTests(stage, setting);
  rosterTests(stage, setting);
});
