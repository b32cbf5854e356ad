/**
 * What a teacher and an administrator wait for, through the real routes over HTTP, on a university of a million and more marks:
 * the analysis of a course, the overview of a term, a change on the list of a meeting that many watch, a month's report.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { meeting } from "../../drizzle/schema.ts";
import { createApp } from "../../server/app.ts";
import { NO_ASSETS } from "../../server/assets/prepare.ts";
import { createConfig } from "../../server/config.ts";
import { listen } from "../../server/listen.ts";
import { checkTotals } from "../../server/queries/analysis-fold.ts";
import { createServices } from "../../server/services.ts";
import { newPerson, type Person } from "../support/people.ts";
import type { BenchOptions } from "./bench.ts";
import { COURSES, fillUniversity } from "./dashboard-fill.ts";
import { measurePush } from "./dashboard-watchers.ts";
import { percentile } from "./statistics.ts";

const COURSE_REQUESTS = 200;
const TERM_REQUESTS = 60;
const REPORT_REQUESTS = 12;
const FORMATS = ["csv", "xlsx", "pdf"] as const;
const WATCHERS = 500;
const MONTH_DAYS = 28;
const MOST_CHECKED = 2_000_000;

const round = (value: number) => Math.round(value * 10) / 10;
const spread = (values: readonly number[]) => {
  const ascending = values.toSorted((a, b) => a - b);
  return { p50: round(percentile(ascending, 0.5)), p95: round(percentile(ascending, 0.95)) };
};

/** dashboard{…}: milliseconds of whole answers, and from the commit to each watcher. */
export async function benchDashboard({ say, rows, wide }: BenchOptions): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), "presente-bench-"));
  const config = {
    ...createConfig({ NODE_ENV: "test", LOG_LEVEL: "warn", DATA_DIR: folder, TIME_ZONE: "Europe/Madrid" }),
    port: 0,
  };
  const { services, close } = await createServices(config, { assets: NO_ASSETS, recogniser: null });
  const app = createApp(services);
  const test = { services, app, close };
  const listening = await listen(app, { host: "127.0.0.1", tls: null, port: 0 });
  const url = `http://127.0.0.1:${listening.port}`;
  try {
    const teacher = await newPerson(test, "teacher");
    const administrator = await newPerson(test, "administrator");
    const filled = await fillUniversity(services, teacher.id, { rows, wide }, say);

    const timed = async (as: Person, path: string) => {
      const begun = performance.now();
      const answer = await fetch(url + path, { headers: { cookie: as.cookie } });
      const bytes = (await answer.arrayBuffer()).byteLength;
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      return { ms: performance.now() - begun, bytes };
    };
    const courseAt = (i: number) => filled.courseIds[(i * 37) % COURSES] ?? "";
    const repeat = async (times: number, one: (i: number) => Promise<{ ms: number }>) => {
      for (let i = 0; i < Math.min(10, times); i++) await one(i);
      const found: number[] = [];
      for (let i = 0; i < times; i++) found.push((await one(i)).ms);
      return spread(found);
    };

    // what any answer takes here and now, to compare with on a machine that does other things, too
    const baseline = await repeat(COURSE_REQUESTS, () => timed(teacher, "/v1/me"));
    say("dashboard: courses");
    const course = await repeat(COURSE_REQUESTS, (i) =>
      timed(teacher, `/v1/courses/${courseAt(i)}/analysis`),
    );
    say("dashboard: term");
    const term = await repeat(TERM_REQUESTS, () =>
      timed(administrator, `/v1/overview?term=${filled.termId}`),
    );
    const terms = await repeat(TERM_REQUESTS, () => timed(administrator, "/v1/overview/terms"));

    say("dashboard: reports");
    const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
    const range = `from=${day(MONTH_DAYS + 2)}&until=${day(3)}`;
    const report: Record<string, { p50: number; p95: number }> = {};
    for (const format of FORMATS) {
      report[format] = await repeat(REPORT_REQUESTS, (i) =>
        timed(teacher, `/v1/courses/${courseAt(i)}/report/file?${range}&format=${format}`),
      );
    }

    say(`dashboard: ${WATCHERS} watchers`);
    const meetingId = uuidv7();
    const startsAt = new Date();
    const endsAt = new Date(startsAt.getTime() + 3_600_000);
    await services.db
      .insert(meeting)
      .values({ id: meetingId, courseId: courseAt(0), startsAt, endsAt, openedAt: startsAt });
    const live = spread(
      await measurePush(services, { url, cookie: teacher.cookie, meetingId, watchers: WATCHERS }),
    );

    // counts every row anew
    const differences = rows > MOST_CHECKED ? [] : await checkTotals(services.db);
    if (differences.length > 0) throw new Error(`the totals differ at ${differences.length} places`);
    return {
      dashboard: {
        courseP95Ms: course.p95,
        termP95Ms: term.p95,
        liveListP95Ms: live.p95,
        reportMonthMs: Math.max(...Object.values(report).map(({ p95 }) => p95)),
        rows: filled.rows,
        terms: filled.terms,
        studentsACourse: filled.places,
        watchers: WATCHERS,
        baseline,
        course,
        term,
        allTerms: terms,
        live,
        report,
      },
    };
  } finally {
    await listening.close();
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}
