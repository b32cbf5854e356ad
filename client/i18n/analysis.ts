import { computed } from "@preact/signals";
import { analysis as en } from "./en/analysis.ts";
import { analysis as es } from "./es/analysis.ts";
import { language } from "./i18n.ts";

/** The texts of analysis and overview. They come with their screens and are no part of a student's install. */
export const ANALYSIS = { en, es } as const;
export const analysisTexts = computed(() => ANALYSIS[language.value]);
export type AnalysisTexts = typeof en;
