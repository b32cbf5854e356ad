/** What each kind of document says in each language. */
import type { Language } from "../../shared/api/account.ts";
import { en as archiveEn } from "./archive/words-en.ts";
import { es as archiveEs } from "./archive/words-es.ts";
import type { ArchiveWords } from "./archive/words.ts";
import { en as assessmentEn } from "./assessment-en.ts";
import { es as assessmentEs } from "./assessment-es.ts";
import type { AssessmentWords } from "./assessment-words.ts";
import { en } from "./words-en.ts";
import { es } from "./words-es.ts";
import type { ReportWords } from "./words.ts";

type InEach<Words> = Readonly<Record<Language, Words>>;

export const REPORT_WORDS: InEach<ReportWords> = { en, es };
export const ARCHIVE_WORDS: InEach<ArchiveWords> = { en: archiveEn, es: archiveEs };
export const ASSESSMENT_WORDS: InEach<AssessmentWords> = { en: assessmentEn, es: assessmentEs };
