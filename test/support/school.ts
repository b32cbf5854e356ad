import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import * as schema from "../../drizzle/schema.ts";
import type { DeviceRow } from "../../client/store/rows.ts";
import type { Database } from "../../server/context.ts";
import { consentText } from "../../server/domain/consent-text.ts";
import { loadServerKeys } from "../../server/keys.ts";
import { floatBytes } from "../../shared/bytes.ts";
import { generateDeviceKey } from "../../shared/protocol/keys.ts";
import { genesisHash } from "../../shared/protocol/seal.ts";

/** What a student's face gives: the embedding by which the server knows it, of which model. */
export interface Face {
  readonly embedding: Float32Array;
  readonly model: { readonly id: string; readonly digest: string };
}
export interface SchoolStudent {
  readonly uid: string;
  readonly device: DeviceRow;
  readonly genesis: string;
}

const HOUR_MS = 3_600_000;
const randomHash = () => randomBytes(32).toString("base64url");

/** A course whose meetings are open now, written directly as the product's own routes would leave it. */
export class School {
  readonly #db: Database;
  readonly courseId = uuidv7();
  readonly #teacherId = uuidv7();

  constructor(db: Database) {
    this.#db = db;
  }

  async found(): Promise<this> {
    const id = this.#teacherId;
    await this.#db
      .insert(schema.user)
      .values({ id, name: "Teacher", email: `${id}@school.example`, role: "teacher" });
    await this.#db.insert(schema.course).values({
      id: this.courseId,
      name: "Logic",
      joinCode: this.courseId,
      createdBy: id,
      policy: { roomCode: "none", lateAfterMin: 10, syncWithinMin: 24 * 60 },
    });
    await this.#db
      .insert(schema.courseMember)
      .values({ courseId: this.courseId, userId: id, role: "teacher" });
    return this;
  }

  /** Meetings that are open from now on for some hours. @returns their ids */
  async openMeetings(count: number): Promise<string[]> {
    const startsAt = new Date(Date.now() - 60_000);
    const meetings = Array.from({ length: count }, () => ({
      id: uuidv7(),
      courseId: this.courseId,
      startsAt,
      openedAt: startsAt,
      endsAt: new Date(startsAt.getTime() + 4 * HOUR_MS),
      openedBy: this.#teacherId,
    }));
    await this.#db.insert(schema.meeting).values(meetings);
    return meetings.map(({ id }) => id);
  }

  /** Students on the roster, enrolled with their faces, each with a registered phone. */
  async admit(faces: readonly Face[]): Promise<SchoolStudent[]> {
    const { tokenJwk } = await loadServerKeys(this.#db);
    const students = await Promise.all(faces.map(() => newStudent(tokenJwk)));
    await this.#db
      .insert(schema.user)
      .values(students.map(({ uid }) => ({ id: uid, name: "Student", email: `${uid}@school.example` })));
    await this.#db.insert(schema.device).values(
      students.map(({ uid, genesis, device: { did, kid, jwk, inst } }) => ({
        did,
        userId: uid,
        kid,
        jwk,
        inst,
        headHash: genesis,
        genesis,
      })),
    );
    await this.enrol(students.flatMap(({ uid }, i) => (faces[i] ? [{ uid, face: faces[i] }] : [])));
    return students;
  }

  /** Puts people with an account on the roster, consenting, and confirms their faces. */
  async enrol(people: readonly { uid: string; face: Face }[]): Promise<void> {
    const { version, language, sha256: textHash } = await consentText("en");
    const consented = { version, language, textHash };
    const rows = people.map(({ uid, face }) => {
      const [enrolmentId, photoId] = [uuidv7(), uuidv7()];
      return {
        member: { courseId: this.courseId, userId: uid, role: "student" as const },
        enrolment: { id: enrolmentId, userId: uid, status: "confirmed" as const },
        photo: {
          id: photoId,
          userId: uid,
          kind: "enrolment" as const,
          sha256: randomHash(),
          contentType: "image/jpeg",
          bytes: 1000,
          width: 32,
          height: 32,
          lakeName: `enrolments/${photoId}`,
        },
        pose: { enrolmentId, pose: "front" as const, claim: {}, photoId },
        template: {
          id: uuidv7(),
          userId: uid,
          photoId,
          kind: "anchor" as const,
          aligner: "server" as const,
          modelId: face.model.id,
          modelDigest: face.model.digest,
          embedding: Buffer.from(floatBytes(face.embedding)),
        },
        consent: { id: uuidv7(), userId: uid, ...consented },
      };
    });
    await this.#db.insert(schema.courseMember).values(rows.map(({ member }) => member));
    await this.#db.insert(schema.consent).values(rows.map(({ consent }) => consent));
    await this.#db.insert(schema.enrolment).values(rows.map(({ enrolment }) => enrolment));
    await this.#db.insert(schema.photo).values(rows.map(({ photo }) => photo));
    await this.#db.insert(schema.enrolmentPhoto).values(rows.map(({ pose }) => pose));
    await this.#db.insert(schema.template).values(rows.map(({ template }) => template));
  }
}

async function newStudent(serverJwk: DeviceRow["serverJwk"]): Promise<SchoolStudent> {
  const [uid, did, inst] = [uuidv7(), uuidv7(), crypto.randomUUID()];
  const { privateKey, jwk, kid } = await generateDeviceKey();
  const genesis = await genesisHash(did, randomHash());
  const createdAt = Date.now();
  const device: DeviceRow = {
    did,
    uid,
    kid,
    inst,
    key: privateKey,
    jwk,
    serverJwk,
    status: "active",
    probationUntil: null,
    createdAt,
  };
  return { uid, device, genesis };
}
