import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attendance, entry, verificationResult } from "../../drizzle/schema.ts";
import { en } from "../../client/i18n/en.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { until } from "../support/classroom.ts";
import { login } from "../support/login.ts";
import { describeWithModels } from "../support/needs.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import {
  camerasWord,
  type Enrolled,
  enrolledInOpenMeeting,
  openCamera,
  phoneOf,
} from "../support/student-phone.ts";
import { darkVideo, emptyVideo, faceVideo, twoFacesVideo } from "../support/videos.ts";

const SECONDS = 1000;
const { coaching, capture } = en.face;

await describeWithModels(
  "a check-in before the camera",
  () => {
    let server: TestServer;
    let ana: Enrolled;
    let phone: TestBrowser;
    const open: TestBrowser[] = [];

    beforeAll(async () => {
      server = await startTestServer({ recognition: true, assets: true, client: true });
      ana = await enrolledInOpenMeeting(server, "subject-01", "Ana Pérez");
      phone = await phoneOf(server, ana.student, await emptyVideo());
      open.push(phone);
    }, 180 * SECONDS);
    afterAll(async () => {
      for (const browser of open) await browser.close();
      await server?.close();
    }, 60 * SECONDS);

    const entriesOfAna = () =>
      server.services.db.select().from(entry).where(eq(entry.userId, ana.student.id)).orderBy(entry.seq);

    test("nobody, two people and a dark room are each told what to do, and no photo is taken", async () => {
      await openCamera(phone.page, server.url);
      await camerasWord(phone.page, coaching.no_face);

      await phone.show(await twoFacesVideo("subject-01", "subject-03"));
      await openCamera(phone.page, server.url);
      await camerasWord(phone.page, coaching.many_faces);

      await phone.show(await darkVideo("subject-01"));
      await openCamera(phone.page, server.url);
      await camerasWord(phone.page, coaching.too_dark);
      expect(await entriesOfAna()).toEqual([]);
    });

    test("another person on Ana's account is told so by the phone, and refused by the server with the reason", async () => {
      await phone.show(await faceVideo({ subject: "subject-03" }));
      await openCamera(phone.page, server.url);
      await camerasWord(phone.page, capture.noMatch.title);
      expect(await entriesOfAna()).toEqual([]);

      await phone.page.getByRole("button", { name: capture.sendAnyway }).click();
      const decided = await until(async () => {
        const [row] = await entriesOfAna();
        return row && row.state !== "pending" ? row : null;
      }, 2400);
      expect(decided).toMatchObject({ state: "rejected", code: "face_mismatch" });
      await phone.page.getByRole("heading", { name: en.student.record.details.rejected }).waitFor();
      const [found] = await server.services.db.select().from(verificationResult);
      expect(found?.score).toBeLessThan(server.services.recogniser?.model.tLo ?? 0);
      const marks = await server.services.db.select().from(attendance);
      expect(marks).toEqual([]);
    });

    test("with the network cut Ana types the code off the teacher's screen and checks in, closes the app and opens it again; when it is back she is accepted", async () => {
      await server.services
        .sql`update course set policy = policy || '{"roomCode":"required"}' where id = ${ana.room.course.id}`;
      const teacher = await launchBrowser({ viewport: { width: 1280, height: 800 } });
      open.push(teacher);
      await login(teacher.context, server.url, ana.room.teacher);
      await teacher.page.goto(`${server.url}/meetings/${ana.room.meeting.id}`);
      const row = teacher.page.getByRole("listitem").filter({ hasText: "Ana Pérez" });
      await row.waitFor();
      await teacher.page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));

      // the phone hears of what the course asks for, the teacher's screen has what it shows codes by
      const code = teacher.page.locator(".room-code-value");
      await code.waitFor();
      await phone.page.goto(`${server.url}/today`);
      await phone.page.getByText(en.roomCode.today).waitFor();

      await server.down();
      await phone.show(await faceVideo({ subject: "subject-01" }));
      await openCamera(phone.page, server.url);
      await phone.page.getByLabel(en.roomCode.ask.or).fill(await code.innerText());
      await phone.page.getByRole("button", { name: en.roomCode.ask.submit }).click();
      await camerasWord(phone.page, capture.match.title);
      await phone.close({ keep: true });

      const again = await launchBrowser({ profile: phone.profile });
      open[open.indexOf(phone)] = again;
      // cookies that a test gives are not kept on the disk
      await login(again.context, server.url, ana.student);
      await again.page.goto(`${server.url}/record`);
      await again.page.getByText(en.student.record.states.phone).first().waitFor();
      expect(await entriesOfAna()).toHaveLength(1);
      await again.context.setOffline(true);

      await server.up();
      // the browser says that the network is back: the phone does not wait for its next try
      await again.context.setOffline(false);
      await again.page
        .getByText(en.student.record.explain.confirmed)
        .first()
        .waitFor({ timeout: 90 * SECONDS });
      await row.getByText(en.common.status.present).waitFor({ timeout: 60 * SECONDS });
      expect(await teacher.page.evaluate(() => "neverReloaded" in globalThis)).toBe(true);
      expect(await entriesOfAna()).toMatchObject([
        { state: "rejected" },
        { state: "accepted", grade: "E2", roomCode: "typed" },
      ]);
      expect([...phone.strayRequests, ...again.strayRequests, ...teacher.strayRequests]).toEqual([]);
    });
  },
  { models: ["arcface-mbf"], faces: true },
);
