import type { Language } from "../../shared/api/account.ts";
import { Paper } from "../../shared/api/paper.ts";
import { DeletionPage, Retention } from "../../shared/api/retention.ts";
import { EXPORT_BYTES_HEADER, Looks } from "../../shared/api/rights.ts";
import { type StopConfirmation, type StopRequest, Stops } from "../../shared/api/stop.ts";
import { reach, readLongFile } from "../http.ts";
import { by, type CallOptions, type Input, read, rpc, until } from "./rpc.ts";

export const rights = {
  /** Who has looked at one's photos and documents. */
  looks: (options?: CallOptions) => read(rpc.me.looks.$get({}, until(options)), Looks),
  /** Everything about oneself as one archive. @throws ApiProblem sign_in_again where the sign-in is older than ten minutes */
  export: (options: { signal: AbortSignal; onProgress: (bytes: number, of: number) => void }) =>
    readLongFile(reach("/v1/me/export", { signal: options.signal }), EXPORT_BYTES_HEADER, options.onProgress),
} as const;

/** How long face data is kept, what was destroyed, and the end of all of it; for the administrator. */
export const privacy = {
  retention: (options?: CallOptions) => read(rpc.retention.$get({}, until(options)), Retention),
  deletions: (before: string | null, options?: CallOptions) =>
    read(rpc.retention.log.$get({ query: before === null ? {} : { before } }, until(options)), DeletionPage),
  stops: (options?: CallOptions) => read(rpc.stop.$get({}, until(options)), Stops),
  stop: (json: Input<typeof StopRequest>) => read(rpc.stop.$post({ json }), Stops),
  confirmStop: (id: string, json: Input<typeof StopConfirmation>) =>
    read(rpc.stop[":id"].confirmation.$post({ ...by(id), json }), Stops),
  cancelStop: (id: string) => read(rpc.stop[":id"].$delete(by(id)), Stops),
  liftStop: (id: string, json: Input<typeof StopConfirmation>) =>
    read(rpc.stop[":id"].lift.$post({ ...by(id), json }), Stops),
  /** Where its certificate is downloaded from. */
  certificateUrl: (id: string, kind: "json" | "pdf", language: Language) =>
    `/v1/stop/${encodeURIComponent(id)}/certificate.${kind}${kind === "pdf" ? `?language=${language}` : ""}`,
  assessment: (language: Language, options?: CallOptions) =>
    read(rpc["impact-assessment"].$get({ query: { language } }, until(options)), Paper),
  assessmentUrl: (language: Language) => `/v1/impact-assessment.pdf?language=${language}`,
} as const;
