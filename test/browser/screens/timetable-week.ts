import * as v from "valibot";
import { expect, test } from "vitest";
import { Meetings } from "../../../shared/api/course.ts";
import { addDays, weekdayOf } from "../../../shared/dates.ts";
import { newPerson } from "../../support/people.ts";
import { type Setting, slot, soon, type Stage, starting, today, WORDS } from "./timetable-stage.ts";

/** What a week says of meetings that move, are cancelled or happen now. */
export function weekTests(stage: () => Stage, { device, size, language }: Setting): void {
  const words = WORDS[language];
  const t = words.timetable;

  test("a meeting is moved, another cancelled: both stand in the student's week", async () => {
    const { screens, page, teacher, student, dialog, gone, violations, shot, post, newCourse, get } = stage();
    await page.setViewportSize(size);
    const course = await newCourse(`Logic on ${device}`);
    await post(`/v1/courses/${course.id}/slots`, teacher, slot());
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}`);
    const change = page.getByRole("button", { name: starting(t.meetings.change) });
    await change.first().click();
    await dialog().getByLabel(t.meetings.date.label).fill(addDays(soon, 2));
    await dialog().getByLabel(t.course.startsAt.label, { exact: true }).fill("16:00");
    await dialog().getByLabel(t.course.endsAt.label, { exact: true }).fill("17:30");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.meetings.move, exact: true }).click();
    await gone();
    await page.getByText(t.movedFrom("")).waitFor();
    await change.nth(1).click();
    await dialog().getByLabel(t.meetings.reason.label).fill("a strike");
    await dialog().getByRole("button", { name: t.meetings.cancel }).click();
    await gone();
    await page.getByText("a strike").waitFor();
    expect(await violations()).toEqual([]);
    const read = await get(`/v1/courses/${course.id}/meetings`, teacher);
    const meetings = v.parse(Meetings, read.body);
    expect(meetings.filter(({ cancelledAt }) => cancelledAt)).toHaveLength(1);
    expect(meetings.filter(({ movedFrom }) => movedFrom)).toHaveLength(1);

    await screens.become(student);
    await screens.visit("/week");
    const next = page.getByRole("button", { name: t.week.next });
    await next.click();
    await next.click();
    const moved = page.locator(".week-hour", { hasText: `Logic on ${device}` });
    await moved.filter({ hasText: t.moved }).filter({ hasText: "16:00" }).waitFor();
    await next.click();
    // others are at that hour, too: on a laptop they share a place, which opens their list; on a phone they stand below each other
    const wide = device === "a laptop";
    const together = page.getByRole("button", { name: `Logic on ${device}` });
    await expect.poll(() => together.count()).toBe(wide ? 1 : 0);
    await page.getByText(`Logic on ${device}`).first().waitFor();
    expect(await violations()).toEqual([]);
    await shot("together");
    const list = wide ? dialog() : page;
    if (wide) await together.press("Enter");
    await list
      .locator(".week-cancelled", { hasText: "a strike" })
      .filter({ hasText: `Logic on ${device}` })
      .waitFor();
    await list.getByText(`Algebra on ${device}`).waitFor();
    expect(await violations()).toEqual([]);
    await shot("together-open");
    await page.keyboard.press("Escape");
    await gone();
    expect(await together.evaluateAll((found) => found.map((one) => one === document.activeElement))).toEqual(
      wide ? [true] : [],
    );
  });

  test("a teacher opens today's meeting from the week", async () => {
    const { server, screens, page, teacher, dialog, violations, post, newCourse } = stage();
    await page.setViewportSize(size);
    const course = await newCourse(`Physics on ${device}`);
    await post(
      `/v1/courses/${course.id}/slots`,
      teacher,
      slot({ weekday: weekdayOf(today), startsAt: "00:00", endsAt: "23:59", from: today, until: today }),
    );
    await screens.become(teacher);
    await screens.visit("/week");
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: starting(`${t.week.open}: Physics on ${device}`) }).click();
    await page.waitForURL("**/meetings/*");
    await screens.visit("/week");
    await page.getByRole("link", { name: starting(`${t.week.watch}: Physics on ${device}`) }).waitFor();
    // an assistant, whose account is a student's, watches it too
    const assistant = await newPerson(server, "student", { name: "Iván Gil" });
    await post(`/v1/courses/${course.id}/roster`, teacher, { email: assistant.email, role: "assistant" });
    await screens.become(assistant);
    await screens.visit("/week");
    await page.getByRole("link", { name: starting(`${t.week.watch}: Physics on ${device}`) }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText("Ana Pérez").first().waitFor();
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    await page.getByRole("button", { name: t.course.add }).waitFor();
    await screens.become(teacher);
    await screens.visit("/week");
    await page.getByRole("button", { name: t.week.calendar }).click();
    await dialog()
      .getByRole("button", { name: new RegExp(`^(${t.calendar.subscribe}|${t.calendar.renew})$`) })
      .click();
    const address = await dialog().getByLabel(t.calendar.address).inputValue();
    expect((await fetch(address)).headers.get("content-type")).toContain("text/calendar");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.calendar.revoke }).click();
    await expect.poll(async () => (await fetch(address)).status).toBe(404);
  });
}
