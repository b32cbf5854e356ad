import * as v from "valibot";
import { Sha256 } from "../ids.ts";
import { Language } from "./account.ts";

/** A short document of sections with text and tables, as it is shown, printed and written as PDF. */
export const PaperSection = v.strictObject({
  heading: v.string(),
  paragraphs: v.array(v.string()),
  table: v.nullable(v.strictObject({ head: v.array(v.string()), rows: v.array(v.array(v.string())) })),
});
export type PaperSection = v.InferOutput<typeof PaperSection>;

export const Paper = v.strictObject({
  language: Language,
  title: v.string(),
  subtitle: v.string(),
  sections: v.array(PaperSection),
  /** what stands at the foot of each page */
  foot: v.string(),
  /** SHA-256 over everything above, in JSON: the same configuration and counts give the same */
  digest: Sha256,
});
export type Paper = v.InferOutput<typeof Paper>;
