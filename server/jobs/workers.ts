import type { Services } from "../context.ts";
import { closeByRule } from "../queries/actions.ts";
import { foldAllChanges } from "../queries/analysis-fold.ts";
import { reconsiderEntry } from "../queries/claims.ts";
import { waitingEntries } from "../queries/entries.ts";
import { overdueMeetings } from "../queries/meetings.ts";
import { forgetTimeTokens } from "../queries/time-tokens.ts";
import { isStopped } from "../queries/stop.ts";
import { overdueVerifications } from "../queries/verification.ts";
import { checkEnrolment } from "./check-enrolment.ts";
import { searchDuplicates } from "./duplicates.ts";
import { considerPhoto } from "./quarantine.ts";
import type { JobPayload } from "./queue.ts";
import { ensureReembedding, reembed } from "./reembed.ts";
import { mailReport } from "./report-mail.ts";
import { orderDueReports } from "./report-schedule.ts";
import { makeReport } from "./report.ts";
import { rotateReferences } from "./rotate.ts";
import { scoreAgain } from "./score-again.ts";
import { tendVault } from "./seal-old.ts";
import { applyRetention } from "./upkeep/apply.ts";
import { reconcileDaily } from "./upkeep/daily.ts";
import { deleteLakeObjects } from "./upkeep/gone.ts";
import { tendUpkeep } from "./upkeep/schedule.ts";
import { stopAndDestroy } from "./stop/destroy.ts";
import { noticeZone, openDue, planMeetings } from "./timetable.ts";
import { verifyEntryJob } from "./verify-entry.ts";

/** A verification that has not happened after this time is queued again, ms. */
const OVERDUE_MS = 2 * 60_000;
/** The longest that a verification lets claims pass, ms. */
const LONGEST_WAIT_MS = 3_000;
/** How often what is kept too long is forgotten, ms. */
const FORGET_EVERY_MS = 60 * 60_000;

/**
 * Runs the queue's jobs in this process until the queue is closed. A few jobs more than recognition workers are under way
 * at a time, so that one photo is read and another's outcome written while others are looked at.
 */
export async function startWorkers(s: Services): Promise<void> {
  const concurrency = (s.recogniser?.workers ?? 1) * 2 + 2;
  const inLine = s.claimsFirst.line({ width: concurrency, longestMs: LONGEST_WAIT_MS });
  const handlers = {
    verify_entry: (job: { hash: string }) => inLine(() => verifyEntryJob(s, job)),
    check_enrolment: (job: { enrolmentId: string }) => unlessStopped(s, () => checkEnrolment(s, job)),
    delete_lake_objects: (job: JobPayload<"delete_lake_objects">) => deleteLakeObjects(s, job),
    consider_photo: (job: { hash: string }) => unlessStopped(s, () => considerPhoto(s, job)),
    reembed: (job: { after: string | null }) => unlessStopped(s, () => reembed(s, job)),
    search_duplicates: (job: { enrolmentId: string }) => unlessStopped(s, () => searchDuplicates(s, job)),
    score_again: (job: { userId: string; from: string; actorId: string }) =>
      unlessStopped(s, () => scoreAgain(s, job)),
    make_report: (job: { reportId: string }) => makeReport(s, job),
    mail_report: (job: { reportId: string }) => mailReport(s, job),
    apply_retention: async () => void (await applyRetention(s, new Date())),
    stop_and_destroy: (job: { stopId: string }) => stopAndDestroy(s, job),
    reconcile_lake: async () => void (await reconcileDaily(s, new Date())),
  };
  const tendOwnVault = tendVault(s);
  const upkeep = tendUpkeep(s);
  let forgotMs = 0;
  await s.queue.start(handlers, concurrency, async () => {
    const now = new Date();
    await sweep(s, now);
    await orderDueReports(s, now);
    await rotateReferences(s, now);
    await tendOwnVault();
    await foldAllChanges(s.db);
    await upkeep(now);
    if (now.getTime() - forgotMs < FORGET_EVERY_MS) return;
    await noticeZone(s);
    await planMeetings(s, now);
    await ensureReembedding(s);
    await forgetTimeTokens(s.db, now.getTime());
    forgotMs = now.getTime();
  });
}

/** Once the institution has stopped everything biometric, what was queued is dropped: jobs/stop/ gives its check-in to a person. */
const unlessStopped = async (s: Services, work: () => Promise<void>): Promise<void> => {
  await s.stopKnown();
  if (!(await isStopped(s.db))) await work();
};

/**
 * What no event brings about: meetings that open and close by themselves, claims that have waited too long, those whose judgement crossed with the change that they
 * waited for, and verifications that were due when the models were missing.
 */
export async function sweep(s: Services, now: Date): Promise<void> {
  await openDue(s, now);
  for (const { id, closesAt } of await overdueMeetings(s.db, now)) await closeByRule(s.db, id, closesAt);
  for (const row of await waitingEntries(s.db, {})) await reconsiderEntry(s.db, row);
  if (!s.recogniser || (await isStopped(s.db))) return;
  for (const { hash } of await overdueVerifications(s.db, new Date(now.getTime() - OVERDUE_MS))) {
    await s.queue.send(s.db, "verify_entry", { hash }, { key: `verify:${hash}` });
  }
}
