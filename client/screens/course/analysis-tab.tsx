import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Loading, ProblemNote } from "../../components/feedback.tsx";

/** The analysis comes in a chunk of its own, which no student's phone installs. */
const view = async () => (await import("../analysis.ts")).CourseAnalysisView;

export function AnalysisTab({ courseId }: { courseId: string }) {
  const loaded = useSignal<{ component: ComponentType<{ courseId: string }> } | null>(null);
  const problem = useSignal<unknown>(null);
  useEffect(() => {
    view()
      .then((component) => (loaded.value = { component }))
      .catch((error: unknown) => (problem.value = error));
  }, []);
  if (problem.value !== null)
    return <ProblemNote error={problem.value} onRetry={() => window.location.reload()} />;
  if (!loaded.value) return <Loading />;
  const { component: View } = loaded.value;
  return <View courseId={courseId} />;
}
