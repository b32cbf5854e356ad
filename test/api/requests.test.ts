import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit, meeting as meetings, requestAttachment } from "../../drizzle/schema.ts";
import { type Course, LiveList, Meeting } from "../../shared/api/course.ts";
import { MarkHistory } from "../../shared/api/history.ts";
import { AttendanceRecord } from "../../shared/api/record.ts";
import { MAX_ATTACHMENT_BYTES, Requests, RequestsWaiting, RequestView } from "../../shared/api/requests.ts";
import { utf8 } from "../../shared/bytes.ts";
import { classroom } from "../support/classroom.ts";
import { ask, codeOf, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { storedCheckIn } from "../support/stored.ts";

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

const post = (path: string, as: Person, body?: unknown) => ask(test.app, "POST", path, { as, body });
const get = (path: string, as: Person) => ask(test.app, "GET", path, { as });
const dayOf = (instant: string) => instant.slice(0, 10);

async function room() {
  const ana = await newPerson(test, "student", { name: "Ana" });
  const bea = await newPerson(test, "student", { name: "Bea" });
  return { ...(await classroom(test, [ana, bea])), ana, bea };
}
type Room = Awaited<ReturnType<typeof room>>;

const rowOf = async ({ teacher, meeting, ana }: Room, of: { id: string } = meeting) => {
  const list = v.parse(LiveList, (await get(`/v1/meetings/${of.id}/list`, teacher)).body);
  return list.rows.find(({ userId }) => userId === ana.id);
};
const close = ({ teacher, meeting }: Room) => post(`/v1/meetings/${meeting.id}/close`, teacher);
const decide = (id: string, as: Person, said: object) => post(`/v1/requests/${id}/decision`, as, said);
async function asked(as: Person, body: object): Promise<RequestView> {
  const answer = await post("/v1/requests", as, body);
  expect(answer.status).toBe(200);
  return v.parse(RequestView, answer.body);
}
const excuse = (course: Pick<Course, "id">, from: string, until = from) => ({
  kind: "excuse",
  courseId: course.id,
  from,
  until,
  reason: "a hearing at court",
});
/** A meeting of the same course, an hour long. */
async function planned({ teacher, course }: Room, startsMs: number): Promise<Meeting> {
  const body = {
    startsAt: new Date(startsMs).toISOString(),
    endsAt: new Date(startsMs + 3_600_000).toISOString(),
  };
  return v.parse(Meeting, (await post(`/v1/courses/${course.id}/meetings`, teacher, body)).body);
}

describe("a request to be excused", () => {
  it("in advance makes its meetings excused when they close, with the teacher's answer and the request as provenance", async () => {
    const r = await room();
    const day = dayOf(r.meeting.startsAt);
    const open = await asked(r.ana, excuse(r.course, day));
    expect(open).toMatchObject({ state: "open", meetings: 1, student: { name: "Ana" } });
    expect(await rowOf(r)).toMatchObject({ excuse: "open", status: "expected" });
    const granted = await decide(open.id, r.teacher, { decision: "grant", answer: "of course" });
    expect(v.parse(RequestView, granted.body)).toMatchObject({ state: "granted", decidedBy: r.teacher.name });
    expect(await rowOf(r)).toMatchObject({ excuse: "granted", status: "expected" });
    await close(r);
    expect(await rowOf(r)).toMatchObject({ status: "excused", source: "manual", reason: "of course" });
    const history = await get(`/v1/meetings/${r.meeting.id}/history/${r.ana.id}`, r.teacher);
    expect(v.parse(MarkHistory, history.body).marks).toMatchObject([
      { status: "excused", because: "request", requestId: open.id, by: r.teacher.name, counts: true },
    ]);
    const theirs = await get(`/v1/me/meetings/${r.meeting.id}/history`, r.ana);
    expect(theirs.body).toEqual(history.body);
  });

  it("afterwards makes meetings excused that were missed, and leaves alone where the student came", async () => {
    const r = await room();
    const came = await planned(r, Date.now() + 60_000);
    await close(r);
    await post(`/v1/meetings/${came.id}/open`, r.teacher);
    await post(`/v1/meetings/${came.id}/marks`, r.teacher, {
      userId: r.ana.id,
      status: "late",
      reason: "bus",
    });
    await post(`/v1/meetings/${came.id}/close`, r.teacher);
    const open = await asked(r.ana, excuse(r.course, dayOf(r.meeting.startsAt), dayOf(came.endsAt)));
    expect((await rowOf(r))?.status).toBe("absent");
    await decide(open.id, r.teacher, { decision: "grant", answer: "" });
    expect((await rowOf(r))?.status).toBe("excused");
    expect((await rowOf(r, came))?.status).toBe("late");
  });

  it("does not excuse who has checked in meanwhile, and keeps others' meetings out of it", async () => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, dayOf(r.meeting.startsAt)));
    await decide(open.id, r.teacher, { decision: "grant", answer: "" });
    const userId = r.ana.id;
    await storedCheckIn(test, { userId, meetingId: r.meeting.id, state: "review", code: "evidence" });
    await close(r);
    // the doubtful check-in is asked about first
    expect(await rowOf(r)).toMatchObject({ status: "expected", needsLook: true });
    const list = v.parse(LiveList, (await get(`/v1/meetings/${r.meeting.id}/list`, r.teacher)).body);
    expect(list.rows.find((row) => row.userId === r.bea.id)?.status).toBe("absent");
  });

  it("is refused only with an answer, which the student sees once as news", async () => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, "2026-12-01"));
    expect((await decide(open.id, r.teacher, { decision: "refuse", answer: "  " })).status).toBe(400);
    await decide(open.id, r.teacher, { decision: "refuse", answer: "no proof" });
    const waiting = async () => v.parse(RequestsWaiting, (await get("/v1/requests/waiting", r.ana)).body);
    expect((await waiting()).answered).toBe(1);
    await post("/v1/me/requests/seen", r.ana);
    expect((await waiting()).answered).toBe(0);
    expect(codeOf(await decide(open.id, r.teacher, { decision: "grant", answer: "" }))).toBe("request_state");
  });

  it("can be withdrawn until it is answered, and counts for the teacher until then", async () => {
    const r = await room();
    const open = await asked(r.ana, { kind: "excuse", meetingId: r.meeting.id, reason: "ill" });
    const waiting = async () => v.parse(RequestsWaiting, (await get("/v1/requests/waiting", r.teacher)).body);
    expect(await waiting()).toMatchObject({ toDecide: 1, byCourse: { [r.course.id]: 1 } });
    expect(
      codeOf(await post("/v1/requests", r.ana, { kind: "excuse", meetingId: r.meeting.id, reason: "x" })),
    ).toBe("request_state");
    expect((await post(`/v1/requests/${open.id}/withdraw`, r.ana)).status).toBe(200);
    expect((await waiting()).toDecide).toBe(0);
    expect((await post(`/v1/requests/${open.id}/withdraw`, r.ana)).status).toBe(409);
  });

  it.each([
    ["an end before its start", { from: "2026-12-02", until: "2026-12-01" }],
    ["more than half a year", { from: "2026-01-01", until: "2026-12-01" }],
    ["a date that is none", { from: "2026-02-30x", until: "2026-03-01" }],
    ["no reason", { from: "2026-12-01", until: "2026-12-01", reason: " " }],
  ])("is not taken with %s", async (_what, over) => {
    const r = await room();
    const body = { ...excuse(r.course, "2026-12-01"), ...over };
    expect((await post("/v1/requests", r.ana, body)).status).toBe(400);
  });

  it("is granted once, whoever is first, and never lost to a close at the same moment", async () => {
    for (let i = 0; i < 4; i++) {
      const r = await room();
      const open = await asked(r.ana, excuse(r.course, dayOf(r.meeting.startsAt)));
      const grant = () => decide(open.id, r.teacher, { decision: "grant", answer: "" });
      const answers = await Promise.all([grant(), close(r), grant()]);
      expect([answers[0].status, answers[2].status].toSorted((a, b) => a - b)).toEqual([200, 409]);
      expect((await rowOf(r))?.status).toBe("excused");
    }
  });

  it("stops at a number that nobody would read", async () => {
    const r = await room();
    for (let i = 0; i < 20; i++) await asked(r.ana, excuse(r.course, "2026-12-01"));
    expect((await post("/v1/requests", r.ana, excuse(r.course, "2026-12-01"))).status).toBe(429);
  });
});

describe("a contested mark", () => {
  it("is changed or stands, and the student reads why", async () => {
    const r = await room();
    const contest = { kind: "contest", meetingId: r.meeting.id, wanted: "present", reason: "I sat in row 3" };
    expect(codeOf(await post("/v1/requests", r.ana, contest))).toBe("meeting_state");
    await close(r);
    const first = await asked(r.ana, contest);
    expect(first.meeting?.status).toBe("absent");
    expect((await rowOf(r))?.contested).toBe(true);
    await decide(first.id, r.teacher, { decision: "refuse", answer: "nobody saw you" });
    expect((await rowOf(r))?.status).toBe("absent");
    const second = await asked(r.ana, contest);
    expect(codeOf(await decide(second.id, r.teacher, { decision: "grant", answer: "" }))).toBe("bad_request");
    await decide(second.id, r.teacher, { decision: "grant", answer: "Bea confirms it", given: "late" });
    expect(await rowOf(r)).toMatchObject({ status: "late", contested: false });
    const record = v.parse(AttendanceRecord, (await get("/v1/me/record", r.ana)).body);
    expect(record[0]).toMatchObject({ status: "late", reason: "Bea confirms it", asked: null });
    const mine = v.parse(Requests, (await get("/v1/me/requests", r.ana)).body);
    expect(mine.map(({ state, given }) => [state, given])).toEqual([
      ["granted", "late"],
      ["refused", null],
    ]);
  });
});

describe("a document", () => {
  const upload = (id: string, as: Person, bytes: Uint8Array, name = "note.pdf", type = "application/pdf") =>
    ask(test.app, "PUT", `/v1/requests/${id}/attachment?name=${encodeURIComponent(name)}`, {
      as,
      body: bytes,
      headers: { "content-type": type },
    });
  const PDF = utf8("%PDF-1.7\n<script>alert(1)</script>");

  it("comes back as the same bytes, as a download that nothing renders, and each look is written down", async () => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, "2026-12-01"));
    const kept = v.parse(RequestView, (await upload(open.id, r.ana, PDF)).body);
    expect(kept.attachment).toEqual({
      name: "note.pdf",
      contentType: "application/pdf",
      bytes: PDF.byteLength,
    });
    const response = await test.app.request(`/v1/requests/${open.id}/attachment`, {
      headers: { cookie: r.teacher.cookie },
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(PDF);
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="document-[0-9a-f]{8}\.pdf"$/,
    );
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
    const looks = await test.services.db.select().from(audit).where(eq(audit.actorId, r.teacher.id));
    expect(looks.map(({ action }) => action)).toContain("document_viewed");
  });

  it("lies sealed in the lake", async () => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, "2026-12-01"));
    await upload(open.id, r.ana, PDF);
    const [row] = await test.services.db
      .select()
      .from(requestAttachment)
      .where(eq(requestAttachment.requestId, open.id));
    const stored = await test.services.lake.get(row?.lakeName ?? "");
    expect(stored?.includes("script")).toBe(false);
  });

  it.each([
    ["a page", utf8("<!doctype html><script>alert(1)</script>"), "application/pdf"],
    ["a picture that is a script", utf8("<svg onload='alert(1)'/>"), "image/png"],
    ["a program", utf8("MZ\u0090\u0000"), "image/jpeg"],
    ["an archive", Uint8Array.from([0x50, 0x4b, 3, 4]), "application/pdf"],
    ["a page that calls itself PDF further down", utf8("<html>%PDF-1.7"), "application/pdf"],
    ["nothing", new Uint8Array(), "application/pdf"],
  ])("that is %s is refused, whatever it says it is", async (_what, bytes, type) => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, "2026-12-01"));
    expect(codeOf(await upload(open.id, r.ana, bytes, "note.pdf", type))).toBe("attachment_type");
    expect((await get(`/v1/requests/${open.id}/attachment`, r.ana)).status).toBe(404);
  });

  it("that is too large is refused", async () => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, "2026-12-01"));
    const large = new Uint8Array(MAX_ATTACHMENT_BYTES + 1);
    large.set(PDF);
    expect(codeOf(await upload(open.id, r.ana, large))).toBe("too_large");
    const exact = large.slice(0, MAX_ATTACHMENT_BYTES);
    expect((await upload(open.id, r.ana, exact)).status).toBe(200);
  });

  it.each([
    ["../../etc/passwd", "../../etc/passwd"],
    ['a";\r\nSet-Cookie: x=y', 'a";Set-Cookie: x=y'],
    ["note\u202Efdp.exe", "notefdp.exe"],
    ["\u0000", "document"],
    [`${"n".repeat(300)}.pdf`, `${"n".repeat(116)}.pdf`],
  ])("called %j is shown as one harmless line and saved under a name of ours", async (name, shown) => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, "2026-12-01"));
    const kept = v.parse(RequestView, (await upload(open.id, r.ana, PDF, name)).body);
    expect(kept.attachment?.name).toBe(shown);
    const download = await get(`/v1/requests/${open.id}/attachment`, r.teacher);
    expect(download.headers.get("content-disposition")).toMatch(/filename="document-[0-9a-f]{8}\.pdf"/);
    expect(download.headers.get("set-cookie")).toBeNull();
  });

  it("is fixed once the request is answered", async () => {
    const r = await room();
    const open = await asked(r.ana, excuse(r.course, "2026-12-01"));
    await decide(open.id, r.teacher, { decision: "refuse", answer: "no proof" });
    expect(codeOf(await upload(open.id, r.ana, PDF))).toBe("request_state");
  });
});

it("a meeting that was cancelled excuses nobody", async () => {
  const r = await room();
  await close(r);
  await test.services.db
    .update(meetings)
    .set({ cancelledAt: new Date() })
    .where(eq(meetings.id, r.meeting.id));
  const open = await asked(r.ana, excuse(r.course, dayOf(r.meeting.startsAt)));
  expect(open.meetings).toBe(0);
  await decide(open.id, r.teacher, { decision: "grant", answer: "" });
  expect((await rowOf(r))?.status).toBe("absent");
});
