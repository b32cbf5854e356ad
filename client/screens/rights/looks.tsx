import type { Look } from "../../../shared/api/rights.ts";
import { api } from "../../api.ts";
import { Badge, EmptyCard } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** Who has looked at one's photos and documents, when and why. */
export function MyLooks() {
  const { rights, student } = messages.value;
  const t = rights.looks;
  const loaded = useLoad(() => api.rights.looks());
  return (
    <Page title={t.title} text={t.text} back={{ href: "/me", label: student.me.title }}>
      <Loadable from={loaded}>
        {(looks) =>
          looks.length === 0 ? (
            <EmptyCard picture={<PicturePeople />} title={t.emptyTitle}>
              <p>{t.emptyText}</p>
            </EmptyCard>
          ) : (
            <ol class="links">
              {looks.map((look) => (
                <LookRow key={look.id} look={look} />
              ))}
            </ol>
          )
        }
      </Loadable>
    </Page>
  );
}

function LookRow({ look }: { look: Look }) {
  const { rights, common } = messages.value;
  const t = rights.looks;
  const { by, why, courseName, takenAt } = look;
  const of = takenAt && courseName ? t.of(courseName, format.stamp(takenAt)) : courseName;
  return (
    <li>
      <div class="item">
        <div class="grow">
          <strong>{by === null ? t.gone : by.self ? t.you : by.name}</strong>
          <div>{why === "document" ? t.why.document : `${t.why[why]} · ${t.photos(look.count)}`}</div>
          <div class="muted small">{[format.stamp(look.at), of].filter(Boolean).join(" · ")}</div>
        </div>
        {by && !by.self && <Badge tone="pen">{common.roles[by.role]}</Badge>}
      </div>
    </li>
  );
}
