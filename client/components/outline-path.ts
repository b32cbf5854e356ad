/** Points of the face's oval at the head of `FrameReport.points`. */
const OVAL_POINTS = 36;

/** The closed outline of the face in pixels of the frame; empty without a face. */
export function outlinePath(points: readonly number[], width: number, height: number): string {
  const steps: string[] = [];
  for (let i = 0; i < OVAL_POINTS && i * 2 + 1 < points.length; i++) {
    const x = (points[i * 2] ?? 0) * width;
    const y = (points[i * 2 + 1] ?? 0) * height;
    steps.push(`${steps.length === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return steps.length === 0 ? "" : `${steps.join("")}Z`;
}
