import { expect, test } from "vitest";
import { PROBLEMS } from "../../../shared/errors.ts";
import { ask } from "../../support/people.ts";
import { workbook } from "../../support/workbook.ts";
import { type Setting, type Stage, starting, today, WORDS } from "./timetable-stage.ts";

/** A roster that comes as a file, and whoever stands on it before having an account. */
export function rosterTests(stage: () => Stage, { device, size, language }: Setting): void {
  const words = WORDS[language];
  const t = words.timetable;

  test("a roster is imported: first a file with errors, then the right one", async () => {
    const { screens, page, teacher, dialog, gone, violations, newCourse } = stage();
    await page.setViewportSize(size);
    const course = await newCourse(`Rhetoric on ${device}`);
    const tag = crypto.randomUUID().slice(0, 8);
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=roster`);
    await page.getByRole("link", { name: t.roster.import }).click();
    const choose = (name: string, file: Uint8Array | string) =>
      page
        .locator("input[type=file]")
        .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(file) });
    await choose("notes.csv", Uint8Array.from([0, 1, 2, 3, 0, 5]));
    await page.getByText(PROBLEMS.import_unreadable[language].message).waitFor();
    await choose(
      "wrong.csv",
      `Apellidos;Nombre;Correo;Grupo\nNúñez;Inés;ines-${tag}@example.edu;A\nRoca;Pau;no address;B\n`,
    );
    await page.getByRole("heading", { name: t.import.errorsTitle(1) }).waitFor();
    await page.getByText(t.import.errors.email_wrong).waitFor();
    expect(
      await page.getByRole("button", { name: starting(t.import.take(2).split(" ")[0] ?? "") }).count(),
    ).toBe(0);
    expect(await violations()).toEqual([]);
    const right = workbook([
      ["Surname", "Code", "First name", "Mail"],
      ["Núñez", "A", "Inés", `ines-${tag}@example.edu`],
      ["Roca", "B", "Pau", `pau-${tag}@example.edu`],
    ]);
    await choose("right.xlsx", right);
    await page.getByText(t.import.withoutAccount(2)).waitFor();
    // the server could not guess this one
    await page.getByLabel("Code", { exact: true }).selectOption({ label: t.import.fields.group });
    await page.getByText(t.import.newGroups("A, B")).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: t.import.take(2) }).click();
    await page.getByText(t.import.done(2)).waitFor();
    await page.getByRole("link", { name: t.import.toRoster }).last().click();
    await page.getByText("Inés Núñez").waitFor();
    expect(await page.getByText(t.roster.withoutAccount).count()).toBe(2);
    await page.getByRole("button", { name: t.roster.editOf("Inés Núñez") }).click();
    await dialog().getByLabel(t.roster.fromField.label).fill(today);
    expect(await violations()).toEqual([]);
    await dialog().getByRole("button", { name: t.course.save }).click();
    await gone();
    expect(await violations()).toEqual([]);
  });

  test("whoever a file has put on a roster registers with the course's code", async () => {
    const { server, screens, page, teacher, dialog, gone, violations, shot, newCourse } = stage();
    await page.setViewportSize(size);
    const course = await newCourse(`Greek on ${device}`);
    const email = `leo-${crypto.randomUUID()}@example.edu`;
    const plan = encodeURIComponent(JSON.stringify({ dryRun: false }));
    const body = Buffer.from(`name,email\nLeo Marín,${email}\n`);
    await ask(server.app, "POST", `/v1/courses/${course.id}/roster/import?plan=${plan}`, {
      as: teacher,
      body,
    });
    await screens.become(null);
    await screens.visit("/register");
    await page.getByLabel(words.account.fields.name.label).fill("Leo");
    await page.getByLabel(words.account.fields.email.label).fill(email);
    await page.getByLabel(words.account.fields.password.label, { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: words.account.register.submit }).click();
    await page.getByLabel(t.joinCode.label).fill(course.joinCode ?? "");
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: words.account.register.submit }).click();
    await page.waitForURL("**/today");
    await page.getByText(words.student.today.claimTitle).waitFor();
    expect(await violations()).toEqual([]);
    await shot("claim-student");
    // an address and the code are known to classmates: the teacher says that it is them
    await screens.become(teacher);
    await screens.visit(`/courses/${course.id}?tab=roster`);
    await page.getByRole("button", { name: t.roster.claimOf("Leo Marín") }).click();
    expect(await violations()).toEqual([]);
    await shot("claim");
    await dialog().getByRole("button", { name: t.roster.claimConfirm }).click();
    await gone();
    await page.getByText(t.roster.claimConfirmed("Leo Marín")).waitFor();
    await expect
      .poll(() => page.getByRole("button", { name: t.roster.claimOf("Leo Marín") }).count())
      .toBe(0);
  });
}
