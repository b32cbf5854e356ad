import type { ComponentChildren } from "preact";
import { Loading, ProblemNote } from "./feedback.tsx";
import type { Loaded } from "./use-load.ts";

/** What was loaded, or that it is being loaded, or why it could not be. */
export function Loadable<T>({
  from,
  children,
}: {
  from: Loaded<T>;
  children: (data: T) => ComponentChildren;
}) {
  const data = from.data.value;
  const error = from.error.value;
  if (data === null)
    return error === null ? <Loading /> : <ProblemNote error={error} onRetry={from.reload} />;
  return (
    <>
      {error !== null && <ProblemNote error={error} onRetry={from.reload} />}
      {children(data)}
    </>
  );
}
