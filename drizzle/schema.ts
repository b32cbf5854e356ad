/** The whole database; what each part is for stands in its file. */
export * from "./schema/accounts.ts";
export * from "./schema/faces.ts";
export * from "./schema/courses.ts";
export * from "./schema/timetable.ts";
export * from "./schema/check-ins.ts";
export * from "./schema/marks.ts";
export * from "./schema/requests.ts";
export * from "./schema/keys.ts";
export * from "./schema/templates.ts";
export * from "./schema/totals.ts";
export * from "./schema/reports.ts";
export * from "./schema/retention.ts";
