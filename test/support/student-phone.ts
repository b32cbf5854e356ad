import type { Page } from "playwright-core";
import { launchBrowser, type TestBrowser } from "./browser.ts";
import { type Classroom, classroom, enrol, shotsOf } from "./classroom.ts";
import { login } from "./login.ts";
import { newPerson, type Person } from "./people.ts";
import type { TestServer } from "./server.ts";

const SECONDS = 1000;

export interface Enrolled {
  readonly student: Person;
  readonly room: Classroom;
}

/** A student whose face (a folder of FACES_DIR/labelled) is enrolled and confirmed, in a course with a meeting open now. */
export async function enrolledInOpenMeeting(
  server: TestServer,
  subject: string,
  name: string,
): Promise<Enrolled> {
  const { recogniser } = server.services;
  if (!recogniser) throw new Error(server.services.models.unavailable?.en ?? "recognition is unavailable");
  const student = await newPerson(server, "student", { name });
  await enrol(server, student, await shotsOf(recogniser, subject, 5));
  return { student, room: await classroom(server, [student]) };
}

/** A browser in which the student is signed in, the camera showing the video. */
export async function phoneOf(server: TestServer, student: Person, video: string): Promise<TestBrowser> {
  const phone = await launchBrowser({ video });
  await login(phone.context, server.url, student);
  return phone;
}

/** From today's screen to the camera. */
export async function openCamera(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/today`);
  await page.getByRole("link", { name: "Check in", exact: true }).click();
}

/** Waits for what the camera screen says; recognition may have to be loaded first. */
export const camerasWord = (page: Page, text: string | RegExp): Promise<void> =>
  page
    .getByText(text)
    .first()
    .waitFor({ timeout: 90 * SECONDS });
