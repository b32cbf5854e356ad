import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import packageJson from "../package.json" with { type: "json" };
import type { Services } from "./context.ts";
import { consentText } from "./domain/consent-text.ts";
import { UNDECIDED_DOCUMENT_DAYS } from "./domain/retention.ts";
import { GALLERY, GALLERY_BOUNDS } from "./domain/template-policy/policy.ts";
import { REMEMBERED } from "./jobs/earlier-photos.ts";
import { countPeople } from "./queries/assessment.ts";
import { countPrints } from "./queries/face-prints.ts";
import { lastUpkeep } from "./queries/upkeep.ts";
import { isStopped } from "./queries/stop.ts";
import { NEAR_COPY } from "./recognition/near-copy.ts";
import { KEYS_BACKUP_DAYS } from "./vault/keys-backup.ts";

/** What `npm run evaluate -- --json` prints, as far as it is told here. */
const Evaluation = v.object({
  model: v.string(),
  images: v.number(),
  identities: v.number(),
  genuinePairs: v.number(),
  impostorPairs: v.number(),
  eer: v.nullable(v.number()),
  product: v.object({
    tHi: v.nullable(v.object({ threshold: v.number(), tar: v.number(), far: v.number() })),
  }),
});

/** The figures of this deployment, where somebody has measured them and put them into DATA_DIR/evaluation.json. */
async function evaluation(dataDir: string) {
  const text = await readFile(join(dataDir, "evaluation.json"), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return v.parse(Evaluation, JSON.parse(text));
  } catch {
    return null;
  }
}

/** Everything that an impact assessment says of this installation, from its live configuration. Nothing of a clock is in it. */
export async function assessmentFacts(s: Services) {
  const { config, recogniser, models } = s;
  const [people, stopped, en, es, rules, figures, prints] = await Promise.all([
    countPeople(s.db),
    isStopped(s.db),
    consentText("en"),
    consentText("es"),
    lastUpkeep(s.db, "lake_rules"),
    evaluation(config.dataDir),
    countPrints(s.db),
  ]);
  const used = models.notices.filter(({ inUse }) => inUse);
  return {
    version: packageJson.version,
    installation: config.publicUrl,
    timeZone: config.timeZone,
    people,
    stopped,
    models: used
      .map(({ id, purpose, licence, sha256 }) => ({ id, purpose, licence, sha256 }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    recognition: recogniser && {
      id: recogniser.model.id,
      tHi: recogniser.model.tHi,
      tLo: recogniser.model.tLo,
      agreement: recogniser.agreementBound,
      windowWeight: GALLERY_BOUNDS[recogniser.model.id].server.windowWeight,
      admission: GALLERY_BOUNDS[recogniser.model.id].server.update,
    },
    window: { photos: GALLERY.windowPhotos, aDay: GALLERY.aDay, aWeek: GALLERY.aWeek },
    copies: { asked: config.asksAboutCopies, latest: REMEMBERED, likeness: NEAR_COPY },
    /** some are left for a while where they are no longer made */
    prints: config.asksAboutCopies || prints > 0,
    retention: config.retention,
    undecidedDocumentDays: UNDECIDED_DOCUMENT_DAYS,
    lake: config.s3 && {
      bucket: config.s3.bucket,
      region: config.s3.region,
      endpoint: config.s3.endpoint ?? "Amazon S3",
    },
    lakeRules: rules !== null && v.is(v.object({ set: v.literal(true) }), rules.detail),
    ownDatabase: config.databaseUrl === null,
    kek: config.kek.from,
    keysBackupDays: KEYS_BACKUP_DAYS,
    encryptedWay: config.tls !== null || (config.publicUrl?.startsWith("https:") ?? false),
    mail: config.mail !== null,
    consent: { version: en.version, en: en.sha256, es: es.sha256 },
    evaluation: figures,
  };
}
export type AssessmentFacts = Awaited<ReturnType<typeof assessmentFacts>>;
