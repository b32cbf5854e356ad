import { DrizzleQueryError } from "drizzle-orm";
import { type Logger, pino } from "pino";
import postgres from "postgres";
import type { Config } from "./config.ts";
import { LakeAway } from "./lake/lake.ts";
import { KeysAway } from "./vault/kek.ts";

/** The one maker of loggers. What could identify a person or open a session never reaches a line. */
export function createLog(config: Pick<Config, "logLevel">): Logger {
  return pino({
    level: config.logLevel,
    base: null,
    serializers: { err: tellError },
    redact: {
      paths: [
        "cookie",
        "authorization",
        "password",
        "token",
        "body",
        "headers",
        "*.cookie",
        "*.authorization",
        "*.password",
        "*.token",
        "*.body",
        "*.headers",
      ],
      censor: "(kept out)",
    },
  });
}

/** What a line tells of an error. Of a statement that failed never what was in it: neither its parameters nor the row that it names. */
export function tellError(error: Error): object {
  if (error instanceof DrizzleQueryError) {
    const { message, query, cause, stack = "" } = error;
    const frames = stack.slice(stack.indexOf(message) + message.length);
    return {
      type: "DrizzleQueryError",
      message: `Failed query: ${query}`,
      stack: frames,
      ...(cause && { cause: tellError(cause) }),
    };
  }
  if (error instanceof postgres.PostgresError) {
    const { code, message, constraint_name: constraint, routine } = error;
    return { type: "PostgresError", code, message, constraint, routine };
  }
  if (error instanceof LakeAway || error instanceof KeysAway) {
    // said each minute as long as it lasts; where it was noticed tells an operator nothing
    const { type, message } = pino.stdSerializers.err(error);
    return { type, message };
  }
  return pino.stdSerializers.err(error);
}
