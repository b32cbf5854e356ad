import type { OwnLook } from "../vault/viewing.ts";
import type { Caller, Services } from "../context.ts";
import type { MarkProvenance } from "../../shared/api/history.ts";
import { bytesFloat } from "../../shared/bytes.ts";
import { AUDIENCE } from "../../shared/protocol/entry.ts";
import { readStoredEntry } from "../../shared/protocol/seal.ts";
import { signReceipt } from "../../shared/protocol/tokens.ts";
import { attachmentType, savedName } from "../domain/attachment.ts";
import { toHistory } from "../domain/history.ts";
import { toLooks } from "../domain/looks.ts";
import { type ArchiveFacts, indexPage, readme } from "../exports/archive/pages.ts";
import type { ArchiveFile } from "../exports/archive/zip.ts";
import { ownPrints } from "../queries/face-prints.ts";
import { checkInHistory, markHistory } from "../queries/history.ts";
import { looksAt } from "../queries/looks.ts";
import * as own from "../queries/own-data.ts";
import * as faces from "../queries/own-faces.ts";

/** What an archive is made of, read at one moment; photos are opened one by one while it is written. */
export async function gatherOwn(s: Services, caller: Pick<Caller, "id">) {
  const { id } = caller;
  return s.db.transaction(
    async (tx) => {
      const attendance = await own.ownAttendance(tx, id);
      const history: MarkProvenance[][] = [];
      for (const { meetingId } of attendance)
        history.push(
          toHistory(
            { meetingId, userId: id },
            await markHistory(tx, meetingId, id),
            await checkInHistory(tx, meetingId, id),
          ).marks,
        );
      return {
        account: await own.ownAccount(tx, id),
        consents: await own.ownConsents(tx, id),
        enrolments: await own.ownEnrolments(tx, id),
        references: await faces.ownReferences(tx, id),
        devices: await own.ownDevices(tx, id),
        checkIns: await own.ownCheckIns(tx, id),
        attendance: attendance
          .map((row, i) => Object.assign(row, { marks: history[i] ?? [] }))
          .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime()),
        requests: await own.ownRequests(tx, id),
        courses: await own.ownCourses(tx, id),
        reports: await own.ownReports(tx, id),
        audit: await own.ownAudit(tx, id),
        looks: toLooks(await looksAt(tx, id), id),
        deletions: await own.ownDeletions(tx, id),
        templates: await faces.ownTemplates(tx, id),
        claimed: await faces.ownClaimedEmbeddings(tx, id),
        prints: await ownPrints(tx, id),
        photos: await faces.ownPhotos(tx, id),
      };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}
export type OwnData = Awaited<ReturnType<typeof gatherOwn>>;

/** A text of numbers shrinks to about a third of itself. */
const TEMPLATE_BYTES = 3000;
/** About how long the archive will be, bytes. */
export const estimatedBytes = ({ photos, requests, templates, claimed, checkIns, prints }: OwnData): number =>
  20_000 +
  (prints?.length ?? 0) +
  photos.reduce((sum, { bytes }) => sum + bytes, 0) +
  requests.reduce((sum, { document }) => sum + (document?.bytes ?? 0), 0) +
  (templates.length + claimed.length) * TEMPLATE_BYTES +
  checkIns.length * 1500;

/** The files of the archive in the order in which they are written: what tells of all the others comes last. */
export async function* archiveFiles(
  s: Services,
  caller: Pick<Caller, "id" | "name" | "email" | "language">,
  data: OwnData,
  look: OwnLook,
): AsyncGenerator<ArchiveFile> {
  const files = {
    ...jsonOf(data),
    templates: await templatesOf(data, look),
    receipts: await receiptsOf(s, data),
  };
  for (const [name, value] of Object.entries(files)) yield { name: `${name}.json`, content: json(value) };

  let missing = 0;
  const photos: ArchiveFacts["photos"][number][] = [];
  const taken = new Map(data.checkIns.map((row) => [row.hash, row]));
  for (const [i, photo] of data.photos.entries()) {
    const bytes = await look.photo(photo.lakeName);
    if (!bytes) {
      missing += 1;
      continue;
    }
    const checkIn = photo.entryHash === null ? undefined : taken.get(photo.entryHash);
    const at = checkIn ? new Date(checkIn.capturedMs) : photo.createdAt;
    const name = `photos/${photoName(photo, i, at, bytes)}`;
    photos.push({ name, at, courseName: checkIn?.courseName ?? null });
    yield { name, content: bytes, at };
  }
  const documents: string[] = [];
  for (const { id, document } of data.requests) {
    if (!document?.lakeName) continue;
    const bytes = await look.photo(document.lakeName);
    const type = bytes && attachmentType(bytes);
    if (!bytes || !type) {
      missing += 1;
      continue;
    }
    const name = `documents/${savedName(id, type)}`;
    documents.push(name);
    yield { name, content: bytes };
  }

  const counts = Object.fromEntries(
    // what was looked at is among everything that was written down
    Object.entries({ ...files, "viewing-log": data.audit }).map(([name, value]) => [name, countOf(value)]),
  );
  const facts = {
    language: caller.language,
    madeAt: new Date(),
    name: caller.name,
    email: caller.email,
    // every section is among the files
    counts: counts as ArchiveFacts["counts"],
    photos,
    documents,
    missing,
    consents: data.consents,
    checkIns: data.checkIns,
    attendance: data.attendance,
    looks: data.looks,
  };
  yield { name: "README.txt", content: `\ufeff${readme(facts)}` };
  yield { name: "index.html", content: indexPage(facts) };
}

function jsonOf(data: OwnData) {
  const requests = data.requests.map(({ document, ...row }) => {
    const { lakeName: _, ...known } = document ?? { lakeName: null };
    return { ...row, document: document && known };
  });
  return {
    account: data.account,
    consents: data.consents,
    enrolments: data.enrolments,
    references: data.references,
    devices: data.devices,
    "check-ins": data.checkIns,
    attendance: data.attendance,
    requests,
    courses: data.courses,
    reports: data.reports,
    "viewing-log": { looks: data.looks, everything: data.audit },
    deletions: data.deletions,
  };
}

/** Embeddings as numbers; null where one no longer opens. */
async function templatesOf({ templates, claimed, prints }: OwnData, look: OwnLook) {
  const references = [];
  for (const row of templates) {
    const embedding = await look.template(row);
    const { embedding: _, sealed: __, userId: ___, ...known } = row;
    references.push({ ...known, embedding: embedding && numbers(embedding) });
  }
  const checkIns = [];
  for (const { hash, did, sealed, entryHash, jws } of claimed) {
    const payload = readStoredEntry(jws);
    if (!sealed || !("emb" in payload)) continue;
    const { mid: modelId, md: modelDigest } = payload.emb;
    const of = { userId: payload.uid, did, hash, modelDigest };
    const embedding = await look.claimed(of, sealed);
    checkIns.push({ checkIn: entryHash, modelId, modelDigest, embedding: embedding && numbers(embedding) });
  }
  const looked = prints ? await look.prints(prints) : [];
  return {
    references,
    checkIns,
    prints: looked.map(({ hash, print }) => ({ checkIn: hash, rows: rowsOf(print) })),
  };
}
/** A print as one can look at it: each row of its cells, dark to light as the digits 0 to f. */
function rowsOf(print: Uint8Array): string[] {
  const cells = [...print].flatMap((two) => [two & 15, two >> 4]).map((cell) => cell.toString(16));
  const side = Math.round(Math.sqrt(cells.length));
  return Array.from({ length: side }, (_, i) => cells.slice(i * side, (i + 1) * side).join(""));
}
const numbers = (bytes: Buffer): number[] => [...bytesFloat(new Uint8Array(bytes))];

/** The server keeps no receipts: it signs that it has these check-ins as often as it is asked. */
async function receiptsOf(s: Services, { devices, checkIns }: OwnData) {
  const ms = Date.now();
  const receipts = [];
  for (const { did } of devices) {
    const entries = checkIns
      .filter((row) => row.did === did)
      .map((row) => ({ h: row.hash, seq: row.seq, st: row.state }));
    if (entries.length === 0) continue;
    const jws = await signReceipt({ k: "receipt", aud: AUDIENCE, did, ms, entries }, s.keys.token);
    receipts.push({ did, jws });
  }
  return { verifiedBy: s.keys.tokenJwk, receipts };
}

function photoName(photo: faces.OwnPhoto, i: number, at: Date, bytes: Buffer): string {
  const day = at.toISOString().slice(0, 10);
  const what = photo.kind === "enrolment" ? `enrolment_${photo.pose ?? "former"}` : "check-in";
  const extension = attachmentType(bytes) === "image/webp" ? "webp" : "jpg";
  return `${String(i + 1).padStart(3, "0")}_${day}_${what}.${extension}`;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** How many things a file tells of: of an object of lists, all of theirs; of what is one thing, one. */
function countOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null) return 0;
  if ("id" in value) return 1;
  return Object.values(value).reduce((sum, inner) => sum + (Array.isArray(inner) ? inner.length : 0), 0);
}
