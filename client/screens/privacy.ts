export { DeletionLog } from "./privacy/deletion-log.tsx";
export { ImpactAssessment } from "./privacy/assessment.tsx";
export { RetentionScreen } from "./privacy/retention.tsx";
export { StopScreen } from "./privacy/stop.tsx";
