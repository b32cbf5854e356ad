/** Column types that several tables share. */
import { customType, bigint, timestamp } from "drizzle-orm/pg-core";

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
export const now = (name: string) => at(name).notNull().defaultNow();
export const epochMs = (name: string) => bigint(name, { mode: "number" });
