import { createConfig } from "../../server/config.ts";
import { Refusal } from "../../server/refusal.ts";

/** What an environment is refused for, a sentence each; none where the server would start. */
export function refusals(env: Record<string, string>): readonly string[] {
  try {
    createConfig(env);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.sentences;
    throw error;
  }
}
