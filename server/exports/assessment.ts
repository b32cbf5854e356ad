import type { Language } from "../../shared/api/account.ts";
import type { Paper } from "../../shared/api/paper.ts";
import { RETENTION_CLASSES } from "../../shared/api/retention.ts";
import type { AssessmentFacts } from "../assessment.ts";
import type { AssessmentWords } from "./assessment-words.ts";
import { ASSESSMENT_WORDS } from "./languages.ts";
import { paperOf, section } from "./paper.ts";
import { fill } from "./words.ts";

/** An impact assessment (GDPR, article 35) of the installation as it is configured. The same facts give the same paper. */
export function tellAssessment(facts: AssessmentFacts, language: Language): Paper {
  const words = ASSESSMENT_WORDS[language];
  const { heads } = words;
  const copy = (rows: readonly (readonly string[])[]) => rows.map((row) => [...row]);
  return paperOf({
    language,
    title: words.title,
    subtitle: words.subtitle,
    foot: [words.foot, facts.installation, `Presente ${facts.version}`].filter(Boolean).join(" · "),
    sections: [
      section(heads.purpose, [...(facts.stopped ? [words.stopped] : []), ...words.purpose]),
      section(heads.people, [words.tapText], { head: [...words.peopleHead], rows: peopleRows(facts, words) }),
      section(heads.data, [], { head: [...words.dataHead], rows: dataRows(facts, words) }),
      section(heads.recognition, recognitionTexts(facts, words, language), {
        head: [...words.modelHead],
        rows: facts.models.map(({ id, purpose, licence, sha256 }) => [
          id,
          purpose[language],
          licence,
          sha256,
        ]),
      }),
      section(
        heads.retention,
        [words.retentionText, words.attendance, facts.lakeRules ? words.lakeRules : words.noLakeRules],
        { head: [...words.retentionHead], rows: retentionRows(facts, words) },
      ),
      section(heads.place, placeTexts(facts, words)),
      section(heads.keys, [words.sealed, words.kek[facts.kek], fill(words.backups, facts.keysBackupDays)]),
      section(heads.access, [], { head: [...words.accessHead], rows: copy(words.access) }),
      section(heads.rights, [
        fill(words.consent, facts.consent.version, facts.consent.en, facts.consent.es),
        ...words.rights,
      ]),
      section(heads.risks, [], { head: [...words.riskHead], rows: copy(words.risks) }),
      section(heads.open, words.open),
    ],
  });
}

function peopleRows({ people }: AssessmentFacts, words: AssessmentWords): string[][] {
  const { students, byFace, consented, teachers, administrators } = people;
  const counts = { students, byFace, consented, tap: students - byFace, teachers, administrators };
  return (["students", "byFace", "tap", "consented", "teachers", "administrators"] as const).map((of) => [
    words.people[of],
    String(counts[of]),
  ]);
}

/** Prints come before what is no face data any more. */
function dataRows(facts: AssessmentFacts, words: AssessmentWords): string[][] {
  const rows = words.data.map((row) => [...row]);
  const [what, why] = words.prints;
  const print = [fill(what, facts.copies.latest), fill(why, facts.retention.embedding)];
  return facts.prints ? [...rows.slice(0, 4), print, ...rows.slice(4)] : rows;
}

/** `.45`, `,45` */
const cosine = (value: number, language: Language): string =>
  String(value).replace(".", language === "es" ? "," : ".");
const percent = (share: number, language: Language): string =>
  `${cosine(Number((share * 100).toPrecision(3)), language)} %`;

function recognitionTexts(facts: AssessmentFacts, words: AssessmentWords, language: Language): string[] {
  const { recognition: r, window, copies, evaluation: e } = facts;
  if (!r) return [words.noRecognition, words.decided];
  const number = (value: number) => cosine(value, language);
  const accepted = e?.product.tHi;
  return [
    fill(words.recognition, r.id, number(r.tHi), number(r.tLo), number(r.agreement)),
    fill(words.window, window.photos, window.aDay, window.aWeek, number(r.admission)),
    copies.asked ? fill(words.copies, copies.latest, number(copies.likeness)) : words.noCopies,
    r.windowWeight === 0 ? words.weightless : fill(words.weight, number(r.windowWeight)),
    e && accepted
      ? fill(
          words.figures,
          e.model,
          e.images,
          e.identities,
          e.genuinePairs,
          e.impostorPairs,
          e.eer === null ? "—" : percent(e.eer, language),
          percent(accepted.tar, language),
          percent(accepted.far, language),
        )
      : words.noFigures,
    words.decided,
  ];
}

const retentionRows = (facts: AssessmentFacts, words: AssessmentWords): string[][] =>
  RETENTION_CLASSES.map((of) => {
    const [what, from] = words.retention[of];
    const latest = facts.undecidedDocumentDays + facts.retention.document;
    const days = facts.retention[of];
    return [what, days === 1 ? words.day : fill(words.days, days), fill(from, latest)];
  });

function placeTexts(facts: AssessmentFacts, words: AssessmentWords): string[] {
  const { lake } = facts;
  return [
    lake ? fill(words.s3, lake.bucket, lake.region, lake.endpoint) : words.folder,
    facts.ownDatabase ? words.ownDatabase : words.otherDatabase,
    facts.encryptedWay ? words.https : words.noHttps,
    facts.mail ? words.mail : words.noMail,
  ];
}
