import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { floatBytes, sha256 } from "../../shared/bytes.ts";
import { cellRecogniser, captureOf, MODEL } from "../sync/soak/face.ts";
import type { Student } from "./classroom.ts";
import { newPerson } from "./people.ts";
import { Phone, type Transport } from "./phone.ts";
import type { Shot } from "./shots.ts";
import { School } from "./school.ts";
import type { TestServices } from "./services.ts";

/** For tests of what follows from a face that matches, whatever a face is: patterns of cells, with a recogniser that reads them. */
export { cellRecogniser };

/** The same, with eyes far enough apart for an enrolment. */
export const enrollingRecogniser: Recogniser = {
  ...cellRecogniser,
  async analyse(...args) {
    const seen = await cellRecogniser.analyse(...args);
    return seen.ok && seen.face ? { ...seen, face: { ...seen.face, interEyePx: 100 } } : seen;
  },
};

/** A photo of one person; other bytes for each `shot`. */
export async function cellShot(person: string, shot: string): Promise<Shot> {
  const { jpeg, width, height, landmarks, embedding, model, detector } = await captureOf(person, shot);
  const bytes = new Uint8Array(jpeg);
  const vector = floatBytes(embedding);
  return {
    jpeg: bytes,
    embedding: vector,
    claim: {
      photo: { h: await sha256(bytes), n: bytes.length, ct: "image/jpeg", w: width, h2: height },
      lmk: landmarks,
      emb: { h: await sha256(vector), d: embedding.length, mid: model.id, md: model.digest },
      det: { mid: detector.id, md: detector.digest },
    },
  };
}

/** A registered student with a registered phone, consenting, whose face is confirmed: that of {@link cellShot} of the own id. */
export async function cellStudent(test: TestServices): Promise<Student> {
  const person = await newPerson(test);
  const { embedding } = await captureOf(person.id, "enrolment");
  const school = await new School(test.services.db).found();
  await school.enrol([{ uid: person.id, face: { embedding, model: MODEL } }]);
  const send: Transport = async (path, init) => test.app.request(path, init);
  const phone = new Phone(send, person.id);
  await phone.register(person.cookie);
  return { person, phone };
}
