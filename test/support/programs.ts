import { facesMissing } from "./needs.ts";
import { s3Missing } from "./radosgw.ts";
import { tool } from "./tools.ts";

/**
 * What the tests need of the system, installed where that is possible; `npm test` lets it run beside the checks. Says what
 * is missing, and fails when it cannot be done without: an S3 server and faces only when REQUIRE_MODELS=1 demands them.
 */
const demanded = process.env["REQUIRE_MODELS"] === "1";
tool("chromium", "CHROMIUM");
tool("ffmpeg", "FFMPEG");
tool("soffice", "SOFFICE");
tool("pdftotext", "PDFTOTEXT");
// where these cannot be had, the tests that need them say so
const missing = [s3Missing(), facesMissing()].filter((one) => one !== null);
for (const one of missing) console.log(one);
if (demanded && missing.length > 0) process.exitCode = 1;
