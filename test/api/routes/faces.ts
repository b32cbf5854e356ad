import { consentText } from "../../../server/domain/consent-text.ts";
import { utf8 } from "../../../shared/bytes.ts";
import {
  type Case,
  NOTHING,
  NO_HASH,
  JPEG_HASH,
  everybody,
  signedIn,
  students,
  administrators,
  of,
  claim,
  POSES,
  jws,
} from "./cases.ts";

const { version, language, sha256 } = await consentText("en");

/** Of consent, enrolment, references and privacy, and what phones send. */
export const faces: Readonly<Record<string, Case>> = {
  "GET /v1/retention": { own: administrators(200) },
  "GET /v1/retention/log": { own: administrators(200) },
  "GET /v1/stop": { own: administrators(200) },
  // words that begin nothing
  "POST /v1/stop": { own: administrators(422), body: () => ({ phrase: "no", reason: "none" }) },
  "POST /v1/stop/:id/confirmation": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/confirmation`,
    body: () => ({ phrase: "stop and destroy" }),
  },
  "DELETE /v1/stop/:id": { own: administrators(404), path: () => `/v1/stop/${NOTHING}` },
  "POST /v1/stop/:id/lift": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/lift`,
    body: () => ({ phrase: "stop and destroy" }),
  },
  "GET /v1/stop/:id/certificate.json": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/certificate.json`,
  },
  "GET /v1/stop/:id/certificate.pdf": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/certificate.pdf`,
  },
  "GET /v1/impact-assessment": { own: administrators(200) },
  "GET /v1/impact-assessment.pdf": { own: administrators(200) },
  "GET /v1/duplicates": { own: administrators(200) },
  "POST /v1/duplicates/:id/decision": {
    own: administrators(404),
    path: () => `/v1/duplicates/${NOTHING}/decision`,
    body: () => ({ decision: "different_people", note: null }),
  },
  "GET /v1/recognition/progress": { own: administrators(200) },
  "GET /v1/consent": { own: everybody(200) },
  "POST /v1/consent": { own: students(200), body: () => ({ version, language, sha256 }) },
  "DELETE /v1/consent": { own: signedIn(200) },
  "POST /v1/enrolments": {
    // this server runs without models
    own: students(503),
    body: () => ({
      photos: POSES.map((pose, i) => {
        const photo = { h: `${i}`.repeat(43), n: 10, ct: "image/jpeg", w: 640, h2: 480 };
        return Object.assign({ pose, photo }, claim);
      }),
    }),
  },
  "GET /v1/enrolments/mine": { own: [401, 200, 404, 404, 404, 404, 404] },
  "GET /v1/enrolments/awaiting": { own: [401, 403, 403, 403, 200, 200, 200] },
  "PUT /v1/enrolments/:id/photos/:pose": of(
    // it is complete already: a conflict for its owner, nothing to anybody else
    [401, 409, 404, 404, 404, 404, 404],
    (w, id = w.enrolment) => `/v1/enrolments/${id}/photos/front`,
    () => utf8("jpeg"),
  ),
  "GET /v1/enrolments/:id/photos/:pose": of(
    [401, 404, 404, 404, 200, 404, 200],
    (w, id = w.enrolment) => `/v1/enrolments/${id}/photos/front`,
  ),
  "POST /v1/enrolments/:id/decision": of(
    [401, 404, 404, 404, 204, 404, 204],
    (w, id = w.enrolment) => `/v1/enrolments/${id}/decision`,
    () => ({ decision: "reject", reason: "not the person" }),
  ),
  "POST /v1/devices/challenge": { own: students(200), body: () => ({ inst: NOTHING }) },
  "POST /v1/devices": {
    own: students(401),
    body: () => ({ jwk: { kty: "EC", crv: "P-256", x: NO_HASH, y: NO_HASH }, pop: jws }),
  },
  "POST /v1/sync": {
    own: everybody(401),
    byDevice: true,
    body: () => ({ v: 1, did: NOTHING, n: "n".repeat(22), entries: [] }),
  },
  "PUT /v1/blobs/:sha256": {
    own: everybody(401),
    byDevice: true,
    path: () => `/v1/blobs/${NO_HASH}`,
    body: () => utf8("jpeg"),
  },
  "PUT /v1/entries/:sha256/blobs": {
    own: everybody(401),
    byDevice: true,
    path: () => `/v1/entries/${NO_HASH}/blobs`,
    body: () => utf8("jpeg"),
  },
  "POST /v1/carried": { own: [401, 403, 403, 200, 200, 200, 200], body: () => ({ v: 1, entries: [] }) },
  "PUT /v1/carried/blobs/:sha256": {
    // nothing announced these bytes: the same answer to all who may carry
    own: [401, 403, 403, 404, 404, 404, 404],
    path: () => `/v1/carried/blobs/${JPEG_HASH}?did=${NOTHING}`,
    body: () => utf8("jpeg"),
  },
  "GET /v1/entries/status": { own: everybody(401), byDevice: true, path: () => "/v1/entries/status?since=0" },
};
