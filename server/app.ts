import { Hono } from "hono";
import type { Env, Services } from "./context.ts";
import { assetRoutes } from "./assets/routes.ts";
import { bodyLimit } from "./middleware/body-limit.ts";
import { securityHeaders } from "./middleware/headers.ts";
import { language } from "./middleware/language.ts";
import { onProblem } from "./middleware/problems.ts";
import { requestLog } from "./middleware/request-log.ts";
import { session } from "./middleware/session.ts";
import { refuseWhileStopped } from "./middleware/stopped.ts";
import { ProblemError } from "./problem.ts";
import { blobRoutes } from "./routes/blobs.ts";
import { carriedRoutes } from "./routes/carried.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { entryRoutes } from "./routes/entries.ts";
import { syncRoutes } from "./routes/sync.ts";
import { aboutRoutes } from "./routes/about.ts";
import { actionRoutes } from "./routes/actions.ts";
import { analysisRoutes } from "./routes/analysis.ts";
import { accountRoutes } from "./routes/account.ts";
import { consentRoutes } from "./routes/consent.ts";
import { calendarRoutes } from "./routes/calendar.ts";
import { courseRoutes } from "./routes/courses.ts";
import { importRoutes } from "./routes/import.ts";
import { roomKeyRoutes } from "./routes/room-keys.ts";
import { rosterClaimRoutes } from "./routes/roster-claims.ts";
import { termRoutes } from "./routes/terms.ts";
import { timetableRoutes } from "./routes/timetable.ts";
import { enrolmentReviewRoutes } from "./routes/enrolment-review.ts";
import { enrolmentRoutes } from "./routes/enrolments.ts";
import { invitationRoutes } from "./routes/invitations.ts";
import { meetingRoutes } from "./routes/meetings.ts";
import { duplicateRoutes } from "./routes/duplicates.ts";
import { referenceRoutes } from "./routes/references.ts";
import { recordRoutes } from "./routes/record.ts";
import { reportRoutes } from "./routes/reports.ts";
import { historyRoutes } from "./routes/history.ts";
import { attachmentRoutes } from "./routes/attachments.ts";
import { requestRoutes } from "./routes/requests.ts";
import { rightsRoutes } from "./routes/rights.ts";
import { assessmentRoutes } from "./routes/assessment.ts";
import { retentionRoutes } from "./routes/retention.ts";
import { stopRoutes } from "./routes/stop.ts";
import { userRoutes } from "./routes/users.ts";
import { healthRoutes } from "./routes/health.ts";
import { type ClientFiles, clientFiles } from "./static/files.ts";

/**
 * The whole server as one function from request to response; it listens nowhere by itself.
 * @param client the built client; by default what `npm run build` left in dist/client
 */
export function createApp(s: Services, client: ClientFiles = clientFiles()) {
  const tls = s.config.tls !== null || (s.config.publicUrl?.startsWith("https:") ?? false);
  const app = new Hono<Env>()
    .use(requestLog(s.log))
    .use(securityHeaders({ tls }))
    .use(language)
    .use("/v1/*", bodyLimit)
    .use("/v1/*", session(s.auth))
    .use("/v1/consent", refuseWhileStopped(s))
    .use("/v1/enrolments/*", refuseWhileStopped(s))
    .use("/v1/me/templates", refuseWhileStopped(s))
    .route("/", healthRoutes(s))
    .route("/", assetRoutes(s))
    .route("/", accountRoutes(s))
    .route("/", invitationRoutes(s))
    .route("/", userRoutes(s))
    .route("/", consentRoutes(s))
    .route("/", enrolmentRoutes(s))
    .route("/", enrolmentReviewRoutes(s))
    .route("/", referenceRoutes(s))
    .route("/", duplicateRoutes(s))
    .route("/", courseRoutes(s))
    .route("/", importRoutes(s))
    .route("/", roomKeyRoutes(s))
    .route("/", rosterClaimRoutes(s))
    .route("/", termRoutes(s))
    .route("/", timetableRoutes(s))
    .route("/", calendarRoutes(s))
    .route("/", analysisRoutes(s))
    .route("/", meetingRoutes(s))
    .route("/", actionRoutes(s))
    .route("/", recordRoutes(s))
    .route("/", reportRoutes(s))
    .route("/", requestRoutes(s))
    .route("/", attachmentRoutes(s))
    .route("/", rightsRoutes(s))
    .route("/", historyRoutes(s))
    .route("/", retentionRoutes(s))
    .route("/", stopRoutes(s))
    .route("/", assessmentRoutes(s))
    .route("/", aboutRoutes(s))
    .route("/", deviceRoutes(s))
    .route("/", syncRoutes(s))
    .route("/", blobRoutes(s))
    .route("/", entryRoutes(s))
    .route("/", carriedRoutes(s));
  app.onError(onProblem(s.log));
  app.all("/v1/*", () => {
    throw new ProblemError("not_found");
  });
  app.get("*", client.serve);
  app.notFound(() => {
    throw new ProblemError("not_found");
  });
  return app;
}

/** What client/api.ts types its calls with. */
export type App = ReturnType<typeof createApp>;
