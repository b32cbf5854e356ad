import { api } from "../../api.ts";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";
import { ReferencesView } from "./references-view.tsx";

/** What the app knows of the student's own face. */
export function MyReferences() {
  const { references, student } = messages.value;
  const t = references.mine;
  const loaded = useLoad(() => api.references.mine());
  return (
    <Page title={t.title} text={t.text} back={{ href: "/me", label: student.me.title }}>
      <Loadable from={loaded}>{(of) => <ReferencesView of={of} />}</Loadable>
    </Page>
  );
}
