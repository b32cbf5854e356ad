import * as v from "valibot";
import { expect, test } from "vitest";
import { Meetings } from "../../../shared/api/course.ts";
import { Rooms } from "../../../shared/api/timetable.ts";
import { addDays, instantOf } from "../../../shared/dates.ts";
import { type Setting, slot, soon, type Stage, starting, today, WORDS, ZONE } from "./timetable-stage.ts";

/** The date and the time of day of a datetime-local field. */
const wallParts = (value: string): [string, string] => [value.slice(0, 10), value.slice(11, 16)];

/** How meetings come to be: from a weekly hour, or one by one. */
export function planningTests(stage: () => Stage, { device, size, language }: Setting): void {
  const words = WORDS[language];
  const t = words.timetable;

  test("a term and a room are made, a course gets its weekly hour, and its meetings appear", async () => {
    const { screens, page, administrator, teacher, dialog, gone, violations, shot, post, newCourse, get } =
      stage();
    await page.setViewportSize(size);
    // a second try makes others
    const tag = crypto.randomUUID().slice(0, 4);
    const [term, room] = [`Autumn ${tag}`, `Aula ${tag}`];
    await screens.become(administrator);
    await screens.visit("/terms");
    await page.getByRole("button", { name: t.terms.addTerm }).click();
    await dialog().getByLabel(t.terms.name.label).fill(term);
    await dialog().getByLabel(t.terms.startsOn.label).fill(soon);
    await dialog().getByLabel(t.terms.endsOn.label).fill(addDays(soon, 20));
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByRole("button", { name: t.terms.addRoom }).click();
    await dialog().getByLabel(t.terms.name.label).fill(room);
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByText(room).waitFor();
    expect(await violations()).toEqual([]);

    const course = await newCourse(`Algebra on ${device}`);
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    await page.getByRole("combobox", { name: t.course.term.label }).selectOption({ label: term });
    await page.getByRole("button", { name: t.course.save }).click();
    await page.getByText(words.common.saved).first().waitFor();
    await page.getByRole("button", { name: t.course.addGroup }).click();
    await dialog().getByLabel(t.course.groupName.label).fill("A");
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByRole("button", { name: t.course.add }).click();
    // the term's dates are there already
    expect(await dialog().getByLabel(t.course.from.label).inputValue()).toBe(soon);
    await dialog()
      .getByLabel(t.course.weekday.label)
      .selectOption({ label: t.weekdays[0] ?? "" });
    await dialog().getByLabel(t.course.roomId.label).selectOption({ label: room });
    await dialog().getByLabel(t.course.endsAt.label, { exact: true }).fill("09:00");
    await dialog().getByRole("button", { name: t.course.save }).click();
    // it ends before it starts: nothing is sent, and the field says so
    await dialog().getByRole("alert").waitFor();
    await dialog().getByLabel(t.course.endsAt.label, { exact: true }).fill("11:30");
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    await page.getByText(t.course.ahead(3)).first().waitFor();
    expect(await violations()).toEqual([]);
    // another course has the room and its teacher at that hour: both are told, neither is refused
    const rooms = v.parse(Rooms, (await get("/v1/rooms", teacher)).body);
    const roomId = rooms.find(({ name }) => name === room)?.id ?? null;
    const other = await newCourse(`Chess on ${device}`);
    await post(
      `/v1/courses/${other.id}/slots`,
      teacher,
      slot({ startsAt: "11:00", endsAt: "12:00", roomId }),
    );
    await screens.visit(`/courses/${course.id}?tab=timetable`);
    for (const clash of [
      t.course.clash.room(room, `Chess on ${device}`),
      t.course.clash.teacher("Tomás Vega", `Chess on ${device}`),
    ])
      await page.getByText(clash).waitFor();
    expect(await violations()).toEqual([]);
    await shot("clash");
    await screens.visit(`/courses/${course.id}`);
    await page.getByText(t.course.clashTitle).waitFor();
    await page.getByText(room).first().waitFor();
    expect(await page.getByRole("button", { name: starting(t.meetings.change) }).count()).toBe(3);
  });

  test("an extra meeting is planned on the university's clock, wherever the device is", async () => {
    const { screens, page, teacher, student, dialog, gone, violations, shot, post, newCourse, get } = stage();
    await page.setViewportSize(size);
    const course = await newCourse(`Optics on ${device}`);
    const far = ZONE === "Pacific/Auckland" ? "America/Bogota" : "Pacific/Auckland";
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setTimezoneOverride", { timezoneId: far });
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}`);
    await page.getByRole("button", { name: words.teach.course.plan }).click();
    await dialog().getByText(t.zone(ZONE)).waitFor();
    const starts = dialog().getByLabel(words.teach.course.starts.label);
    // the next full hour, there
    const inAnHour = instantOf(...(await starts.inputValue().then(wallParts)), ZONE).getTime() - Date.now();
    expect(inAnHour).toBeGreaterThan(-5 * 60_000);
    expect(inAnHour).toBeLessThanOrEqual(60 * 60_000);
    await starts.fill(`${soon}T10:00`);
    await dialog().getByLabel(words.teach.course.ends.label).fill(`${soon}T11:30`);
    expect(await violations()).toEqual([]);
    await shot("plan");
    await dialog().getByRole("button", { name: words.teach.course.planSubmit }).click();
    await gone();
    // and the list tells the same times, and whose they are
    await page.getByRole("link", { name: /10:00.*11:30/ }).waitFor();
    await page.getByText(t.zone(ZONE)).waitFor();
    const read = await get(`/v1/courses/${course.id}/meetings`, teacher);
    expect(v.parse(Meetings, read.body)).toMatchObject([
      {
        startsAt: instantOf(soon, "10:00", ZONE).toISOString(),
        endsAt: instantOf(soon, "11:30", ZONE).toISOString(),
      },
    ]);
    // so does the student's day
    const tomorrow = addDays(today, 1);
    await post(`/v1/courses/${course.id}/meetings`, teacher, {
      startsAt: instantOf(tomorrow, "10:00", ZONE).toISOString(),
      endsAt: instantOf(tomorrow, "11:30", ZONE).toISOString(),
    });
    await screens.become(student);
    await screens.visit("/today");
    const here = page.locator("main .item, main article").filter({ hasText: `Optics on ${device}` });
    await here
      .getByText(/10:00.*11:30/)
      .first()
      .waitFor();
    await page.getByText(t.zone(ZONE)).waitFor();
    expect(await violations()).toEqual([]);
    await shot("student-elsewhere");
    await session.send("Emulation.setTimezoneOverride", { timezoneId: "" });
    await session.detach();
  });
}
