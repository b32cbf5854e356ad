import { Hono } from "hono";
import * as v from "valibot";
import { MAX_ATTACHMENT_BYTES } from "../../shared/api/requests.ts";
import { sha256 } from "../../shared/bytes.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Caller, Env, Services } from "../context.ts";
import { courseVerdict } from "../domain/access.ts";
import { attachmentType, savedName, shownName } from "../domain/attachment.ts";
import { toRequestView } from "../domain/request-view.ts";
import { signedIn } from "../middleware/access.ts";
import { createLimits } from "../middleware/limits.ts";
import { requestFor } from "../middleware/request-access.ts";
import { param, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { deleteObjects } from "../queries/deletions.ts";
import * as requests from "../queries/requests.ts";
import { putPhoto } from "../vault/photos.ts";
import { viewPhoto } from "../vault/viewing.ts";

const ById = v.strictObject({ id: Uuid });

/** Documents that students give with their requests: sealed in the lake, handed out as downloads that nothing renders. */
export const attachmentRoutes = (s: Services) => {
  const count = createLimits(s.db);
  return new Hono<Env>()
    .put(
      "/v1/requests/:id/attachment",
      param(ById),
      query(v.strictObject({ name: v.optional(v.pipe(v.string(), v.maxLength(500)), "document") })),
      async (c) => {
        const { caller, request } = await requestFor(c, s.db, c.req.valid("param").id, "student");
        if (request.state !== "open") throw new ProblemError("request_state");
        await count({ attachment_person: caller.id });
        const bytes = new Uint8Array(await c.req.arrayBuffer());
        if (bytes.byteLength > MAX_ATTACHMENT_BYTES) throw new ProblemError("too_large");
        const contentType = attachmentType(bytes);
        if (!contentType) throw new ProblemError("attachment_type");
        const hash = await sha256(bytes);
        const of = { userId: caller.id, kind: "request" as const, record: `${request.id} ${hash}` };
        const lakeName = await putPhoto(s, of, bytes);
        await s.db.transaction(async (tx) => {
          const locked = await requests.lockRequest(tx, request.id);
          if (locked?.state !== "open") throw new ProblemError("request_state");
          const replaced = await requests.keepAttachment(tx, {
            requestId: request.id,
            name: shownName(c.req.valid("query").name),
            contentType,
            bytes: bytes.byteLength,
            sha256: hash,
            lakeName,
          });
          const cause = { reason: "replaced", actorId: caller.id, subjectId: caller.id } as const;
          if (replaced) await deleteObjects(tx, [replaced], cause, "document");
        });
        const row = await requests.requestView(s.db, request.id);
        if (!row) throw new ProblemError("not_found");
        return c.json(toRequestView(row));
      },
    )

    .get("/v1/requests/:id/attachment", param(ById), async (c) => {
      const { id } = c.req.valid("param");
      const caller = signedIn(c);
      const found = await requests.findRequestFor(s.db, id, caller.id);
      const own = found?.request.userId === caller.id;
      const verdict = found && courseVerdict("mark", { role: caller.role, member: found.member });
      if (!found || (!own && verdict !== "allowed")) {
        throw new ProblemError(verdict === "forbidden" ? "forbidden" : "not_found");
      }
      const kept = await requests.findAttachment(s.db, id);
      const type = kept && (await attachmentBytes(caller, found.request.userId, kept));
      if (!kept || !type) throw new ProblemError("not_found");
      // a download of bytes that nobody renders here: what it says of itself does not matter
      return c.body(type.bytes, 200, {
        "Content-Type": type.contentType,
        "Content-Disposition": `attachment; filename="${savedName(id, type.contentType)}"`,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
      });
    });

  /** @returns null when the document is gone, or is no longer what was stored */
  async function attachmentBytes(
    caller: Caller,
    userId: string,
    kept: NonNullable<Awaited<ReturnType<typeof requests.findAttachment>>>,
  ) {
    const look = {
      actorId: caller.id,
      action: "document_viewed" as const,
      detail: { request: kept.requestId },
    };
    const bytes = await viewPhoto(s, { userId, lakeName: kept.lakeName }, look);
    const contentType = bytes && attachmentType(bytes);
    return bytes && contentType ? { bytes: new Uint8Array(bytes), contentType } : null;
  }
};
