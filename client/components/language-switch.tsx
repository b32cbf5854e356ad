import { chooseLanguage, language, messages } from "../i18n/i18n.ts";

const CHOICES = [
  { code: "en", short: "EN", name: "English" },
  { code: "es", short: "ES", name: "Español" },
] as const;

/** Two buttons, on every page. */
export function LanguageSwitch() {
  return (
    <div class="language" role="group" aria-label={messages.value.common.language}>
      {CHOICES.map(({ code, short, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={language.value === code}
          onClick={() => chooseLanguage(code)}
        >
          <span aria-hidden="true">{short}</span>
          <span class="hidden-text">{name}</span>
        </button>
      ))}
    </div>
  );
}
