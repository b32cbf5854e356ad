import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { RequestView } from "../../../shared/api/requests.ts";
import { messages } from "../../i18n/i18n.ts";

/** Requests that wait for an answer, then what was answered or withdrawn. `children`: one card. */
export function RequestSections(props: {
  requests: readonly RequestView[];
  children: (request: RequestView) => ComponentChildren;
}) {
  const { requests, children } = props;
  const t = messages.value.day.requests;
  const open = requests.filter(({ state }) => state === "open");
  const past = requests.filter(({ state }) => state !== "open");
  return (
    <>
      <Section title={t.openOnes} requests={open}>
        {children}
      </Section>
      <Section title={t.past} requests={past}>
        {children}
      </Section>
    </>
  );
}

function Section({ title, requests, children }: Parameters<typeof RequestSections>[0] & { title: string }) {
  const id = useId();
  return requests.length === 0 ? null : (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="stack request-list">{requests.map(children)}</ul>
    </section>
  );
}
