import type { About as AboutReply } from "../../../shared/api/about.ts";
import { Badge, Note } from "../../components/feedback.tsx";
import { IconWarn } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { useAbout } from "./use-about.ts";

/** Public: what this is, how it treats a face, and whose models it uses. */
export function About() {
  const t = messages.value.manage.about;
  const about = useAbout();
  return (
    <Page title={t.title} text={t.text}>
      <div class="stack stack-l">
        <section class="stack" aria-labelledby="privacy">
          <h2 id="privacy">{t.privacyTitle}</h2>
          <ul class="plain-list">
            {t.privacy.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
        <section class="stack" aria-labelledby="models">
          <h2 id="models">{t.modelsTitle}</h2>
          <p class="muted">{t.modelsText}</p>
          <Loadable from={about}>{(data) => <Models about={data} />}</Loadable>
        </section>
      </div>
    </Page>
  );
}

function Models({ about }: { about: AboutReply }) {
  const t = messages.value.manage.about;
  const { columns } = t;
  return (
    <>
      {about.unavailable && (
        <Note tone="look" title={t.unavailable} icon={<IconWarn />}>
          {about.unavailable[language.value]}
        </Note>
      )}
      {about.models.length === 0 ? (
        <p>{t.noModels}</p>
      ) : (
        <ul class="models">
          {about.models.map((model) => (
            <li class="card stack" key={model.sha256 + model.id}>
              <h3 class="row">
                {model.id} {model.inUse && <Badge tone="pen">{t.inUse}</Badge>}
              </h3>
              <dl class="facts card-facts">
                <Fact term={columns.purpose}>{model.purpose[language.value]}</Fact>
                <Fact term={columns.licence}>
                  {model.licenceUrl ? (
                    <a href={model.licenceUrl} rel="noreferrer">
                      {model.licence}
                    </a>
                  ) : (
                    model.licence
                  )}
                </Fact>
                <Fact term={columns.source}>
                  {model.source ?? t.convertedFrom(model.convertedFrom.join(", "))}
                </Fact>
                <Fact term={columns.size}>{format.bytes(model.bytes)}</Fact>
                <Fact term={columns.digest}>
                  <span class="code small">{model.sha256}</span>
                </Fact>
              </dl>
            </li>
          ))}
        </ul>
      )}
      <p class="muted small">
        {t.version} {about.version}
      </p>
    </>
  );
}

export function Fact({ term, children }: { term: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
