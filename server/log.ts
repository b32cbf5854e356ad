import { type Logger, pino } from "pino";
import type { Config } from "./config.ts";

/** The one maker of loggers. What could identify a person or open a session never reaches a line. */
export function createLog(config: Pick<Config, "logLevel">): Logger {
  return pino({
    level: config.logLevel,
    base: null,
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
