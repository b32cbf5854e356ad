export { ImportRoster } from "./import/import.tsx";
export { Terms } from "./terms/terms.tsx";
export { Week } from "./week/week.tsx";
