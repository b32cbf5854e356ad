import type { ComponentChildren } from "preact";
import { EmptyCard } from "./feedback.tsx";
import { PictureDone } from "./pictures.tsx";

/** What there is to decide, a card each, or that nothing is left. */
export function CardList<T>(props: {
  list: readonly T[];
  emptyTitle: string;
  emptyText: string;
  /** a list item, with its key */
  children: (one: T) => ComponentChildren;
}) {
  const { list, emptyTitle, emptyText, children } = props;
  if (list.length > 0) return <ul class="stack">{list.map(children)}</ul>;
  return (
    <EmptyCard picture={<PictureDone />} title={emptyTitle}>
      <p>{emptyText}</p>
    </EmptyCard>
  );
}
