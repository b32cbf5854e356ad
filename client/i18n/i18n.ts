import { computed, signal } from "@preact/signals";
import type { Language } from "../../shared/api/account.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

export type Messages = typeof en;
export const CATALOGUES: Readonly<Record<Language, Messages>> = { en, es };

const KEY = "presente.language";

/** The language of the first of the browser's languages that we speak; English otherwise. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    if (tag.toLowerCase().startsWith("es")) return "es";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

function initial(): Language {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "en" || kept === "es") return kept;
  } catch {
    // storage may be forbidden; the browser's preference serves
  }
  return preferredLanguage(navigator.languages);
}

/** The language of everything on screen. */
export const language = signal<Language>(initial());
/** The catalogue in that language; reading `.value` in a component keeps it current. */
export const messages = computed<Messages>(() => CATALOGUES[language.value]);

/** Switches the language here and keeps the choice on this device. */
export function chooseLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // the choice then lasts for this visit
  }
}
