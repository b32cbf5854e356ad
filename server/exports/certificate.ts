import { createHash } from "node:crypto";
import type { Language } from "../../shared/api/account.ts";
import type { Paper } from "../../shared/api/paper.ts";
import { STOP_CLASSES, type StopCertificate } from "../../shared/api/stop.ts";
import { CERTIFICATE_WORDS } from "./certificate-words.ts";
import { paperOf, section, utc } from "./paper.ts";
import { fill } from "./words.ts";

const SCANNED = [
  "objects",
  "documents",
  "orphans",
  "missing",
  "photos",
  "templates",
  "blobs",
  "keys",
] as const;
const KEPT = ["attendances", "marks", "documents"] as const;

/** The certificate of a stop in words. */
export function tellCertificate(
  { certificate: said, jws, kid }: { certificate: StopCertificate; jws: string; kid: string },
  language: Language,
): Paper {
  const words = CERTIFICATE_WORDS[language];
  const { facts, heads, columns } = words;
  const by = ({ name }: { name: string }, at: string) => `${name}, ${utc(at)}`;
  const done: string[][] = [
    [facts.installation, said.installation ?? words.none],
    [facts.reason, said.reason],
    [facts.requested, by(said.requestedBy, said.requestedAt)],
    [facts.confirmed, said.confirmedBy ? by(said.confirmedBy, said.inForceSince) : words.only],
    [facts.inForce, utc(said.inForceSince)],
    [facts.finished, utc(said.finishedAt)],
    [facts.id, said.id],
  ];
  const elsewhere = said.backupsElsewhere.map(({ host, madeAt }) => `${host} (${utc(madeAt)})`).join(", ");
  const digest = createHash("sha256").update(jws).digest("hex");
  const [first = "", second = ""] = words.check;
  return paperOf({
    language,
    title: words.title,
    subtitle: [said.installation, utc(said.finishedAt)].filter(Boolean).join(" · "),
    foot: said.id,
    sections: [
      section(heads.what, [], { head: [...words.factHead], rows: done }),
      section(heads.destroyed, [], {
        head: [...columns],
        rows: STOP_CLASSES.map((of) => [words.classes[of], String(said.destroyed[of] ?? 0)]),
      }),
      section(heads.scan, [fill(words.scanAt, utc(said.scan.at))], {
        head: [...columns],
        rows: SCANNED.map((of) => [words.scan[of], String(said.scan[of])]),
      }),
      section(heads.keys, [
        said.keyEncryptionKey === "replaced" ? words.replaced : words.byHand,
        ...(elsewhere === "" ? [] : [fill(words.elsewhere, elsewhere)]),
      ]),
      section(heads.kept, [words.keptWhy], {
        head: [...columns],
        rows: KEPT.map((of) => [words.kept[of], String(said.kept[of])]),
      }),
      section(heads.check, [fill(first, kid), fill(second, digest)]),
    ],
  });
}
