export { CourseAnalysisView } from "./analysis/course-analysis.tsx";
export { OverviewScreen } from "./overview/overview.tsx";
