import { Hono } from "hono";
import packageJson from "../../package.json" with { type: "json" };
import type { About } from "../../shared/api/about.ts";
import { recognitionConfig } from "../assets/assets.ts";
import type { Env, Services } from "../context.ts";
import { hasAdministrator } from "../queries/secrets.ts";

/** What this installation is, for everybody: version, models with their licences, what the phone needs for recognition. */
export const aboutRoutes = (s: Services) =>
  new Hono<Env>().get("/v1/about", async (c) => {
    const about: About = {
      version: packageJson.version,
      setupNeeded: !(await hasAdministrator(s.db)),
      recognition: s.recogniser ? recognitionConfig(s.models, s.assets) : null,
      unavailable: s.models.unavailable,
      models: [...s.models.notices],
    };
    return c.json(about);
  });
