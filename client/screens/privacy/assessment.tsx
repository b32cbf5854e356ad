import type { Paper } from "../../../shared/api/paper.ts";
import { api } from "../../api.ts";
import { IconDownload } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PrintBar } from "../../components/print-bar.tsx";
import { TableFrame } from "../../components/table-frame.tsx";
import { TableHead } from "../../components/table-parts.tsx";
import { useLoad } from "../../components/use-load.ts";
import { useTitle } from "../../components/use-title.ts";
import { language, messages } from "../../i18n/i18n.ts";
import "../../styles/print.css";

/** The impact assessment of this installation, as it goes on paper. */
export function ImpactAssessment() {
  const t = messages.value.privacy.assessment;
  useTitle(t.title);
  const paper = useLoad((signal) => api.privacy.assessment(language.value, { signal }), [language.value]);
  return (
    <main class="print-page" id="main">
      <PrintBar back={{ href: "/retention", label: t.back }} print={t.print}>
        <a class="button" href={api.privacy.assessmentUrl(language.value)} download>
          <IconDownload size={18} />
          {t.pdf}
        </a>
      </PrintBar>
      <Loadable from={paper}>{(data) => <Sheets paper={data} />}</Loadable>
    </main>
  );
}

function Sheets({ paper }: { paper: Paper }) {
  const t = messages.value.privacy.assessment;
  return (
    <article class="stack stack-l" lang={paper.language}>
      <header class="print-head">
        <h1>{paper.title}</h1>
        <p class="muted">{paper.subtitle}</p>
      </header>
      {paper.sections.map(({ heading, paragraphs, table }) => (
        <section class="stack" key={heading}>
          <h2>{heading}</h2>
          {paragraphs.map((text) => (
            <p key={text} class="break">
              {text}
            </p>
          ))}
          {table && (
            <TableFrame label={heading}>
              <table class="table">
                <TableHead columns={table.head} />
                <tbody>
                  {table.rows.map(([first = "", ...others]) => (
                    <tr key={first}>
                      <th scope="row">{first}</th>
                      {others.map((text, i) => (
                        <td key={table.head[i + 1]} class="break">
                          {text}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )}
        </section>
      ))}
      <p class="muted small break">{t.digest(paper.digest)}</p>
    </article>
  );
}
