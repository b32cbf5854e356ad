import { Page } from "../../components/page.tsx";
import { messages } from "../../i18n/i18n.ts";
import { useAbout } from "../about/use-about.ts";
import { RollPicture } from "./roll-picture.tsx";

/** What a visitor sees first. */
export function Welcome() {
  const t = messages.value.account.welcome;
  const about = useAbout();
  return (
    <div class="welcome">
      <div class="stack stack-l">
        <Page title={t.title} text={t.text}>
          {about.data.value?.setupNeeded ? (
            <div class="card stack">
              <h2>{t.setupTitle}</h2>
              <p class="muted">{t.setupText}</p>
              <div>
                <a class="button button-primary button-big" href="/register#setup">
                  {t.setupAction}
                </a>
              </div>
            </div>
          ) : (
            <div class="row">
              <a class="button button-primary button-big" href="/register">
                {t.register}
              </a>
              <a class="button button-big" href="/sign-in">
                {t.signIn}
              </a>
            </div>
          )}
        </Page>
        <ul class="welcome-points">
          {t.points.map((point) => (
            <li key={point.title}>
              <h2>{point.title}</h2>
              <p class="muted">{point.text}</p>
            </li>
          ))}
        </ul>
        <p class="muted small">{t.teacherHint}</p>
      </div>
      <RollPicture />
    </div>
  );
}
