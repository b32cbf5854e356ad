import { type Language, Me } from "../../shared/api/account.ts";
import {
  AwaitingEnrolments,
  type ConsentGiven,
  ConsentText,
  Enrolment,
  type EnrolmentDecision,
  type EnrolmentRequest,
  OwnTemplates,
  type Pose,
} from "../../shared/api/enrolment.ts";
import {
  type DuplicateDecision,
  Duplicates,
  RecognitionProgress,
  type ReferencePurge,
  ReferencePurged,
  References,
} from "../../shared/api/references.ts";
import { answered, reach } from "../http.ts";
import { by, type CallOptions, done, type Input, read, rpc, until, UPLOAD_TIMEOUT_MS } from "./rpc.ts";

export const consent = {
  text: (language: Language) => read(rpc.consent.$get({ query: { language } }), ConsentText),
  give: (json: Input<typeof ConsentGiven>) => read(rpc.consent.$post({ json }), Me),
  withdraw: () => read(rpc.consent.$delete(), Me),
} as const;

export const enrolment = {
  create: (json: Input<typeof EnrolmentRequest>) => read(rpc.enrolments.$post({ json }), Enrolment),
  /** Uploads one pose's JPEG, the exact bytes that were announced. */
  putPhoto: (id: string, pose: Pose, jpeg: ArrayBuffer) =>
    read(
      reach(
        photoPath(id, pose),
        { method: "PUT", body: jpeg, headers: { "content-type": "image/jpeg" } },
        UPLOAD_TIMEOUT_MS,
      ),
      Enrolment,
    ),
  /** The latest enrolment of one's own. @throws ApiProblem not_found when there is none */
  mine: (options?: CallOptions) => read(rpc.enrolments.mine.$get({}, until(options)), Enrolment),
  awaiting: () => read(rpc.enrolments.awaiting.$get(), AwaitingEnrolments),
  /** @returns false when a second person must agree, too */
  decide: async (id: string, json: Input<typeof EnrolmentDecision>): Promise<boolean> =>
    (await answered(rpc.enrolments[":id"].decision.$post({ ...by(id), json }))).status !== 202,
  /** Where an enrolment photo is shown from (an <img> address; viewing is audited). */
  photoUrl: (id: string, pose: Pose) => photoPath(id, pose),
  /** One's own references for the phone. @throws ApiProblem not_found before a confirmed enrolment */
  templates: (options?: CallOptions) => read(rpc.me.templates.$get({}, until(options)), OwnTemplates),
} as const;

/** What serves as a person's reference: when it came and went, never what it looks like. */
export const references = {
  mine: (options?: CallOptions) => read(rpc.me.references.$get({}, until(options)), References),
  /** For the administrator. */
  of: (userId: string) => read(rpc.users[":id"].references.$get(by(userId)), References),
  purge: (userId: string, json: Input<typeof ReferencePurge>) =>
    read(rpc.users[":id"].references.purge.$post({ ...by(userId), json }), ReferencePurged),
  duplicates: () => read(rpc.duplicates.$get(), Duplicates),
  decideDuplicate: (id: string, json: Input<typeof DuplicateDecision>) =>
    done(rpc.duplicates[":id"].decision.$post({ ...by(id), json })),
  progress: () => read(rpc.recognition.progress.$get(), RecognitionProgress),
} as const;

const photoPath = (id: string, pose: Pose) => `/v1/enrolments/${encodeURIComponent(id)}/photos/${pose}`;
