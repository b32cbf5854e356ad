import { expect, test } from "vitest";
import { createConfig } from "../../../server/config.ts";
import { refusals } from "../../support/refusals.ts";

test("an empty environment is enough to try it out, on this machine only", () => {
  expect(createConfig({})).toMatchObject({
    env: "development",
    port: 8080,
    host: "127.0.0.1",
    databaseUrl: null,
    tls: null,
    recognitionModel: "arcface-mbf",
  });
});

test("production starts with no recognition model until one is chosen", () => {
  const env = { NODE_ENV: "production", KEK_FILE: "kek" };
  expect(refusals(env)).toEqual([expect.stringContaining("RECOGNITION_MODEL must be set")]);
  expect(createConfig({ ...env, RECOGNITION_MODEL: "omz-0095" }).recognitionModel).toBe("omz-0095");
});

test("production runs the ArcFace weights only once their licence is accepted by name", () => {
  const env = { NODE_ENV: "production", KEK_FILE: "kek", RECOGNITION_MODEL: "arcface-mbf" };
  expect(refusals(env)).toEqual([expect.stringContaining("non-commercial research")]);
  expect(refusals({ ...env, ACCEPT_MODEL_LICENCE: "yes" })).toHaveLength(1);
  expect(createConfig({ ...env, ACCEPT_MODEL_LICENCE: "insightface-research" }).recognitionModel).toBe(
    "arcface-mbf",
  );
});

test("every problem is told at once, in sentences", () => {
  const said = refusals({
    PORT: "eighty",
    DATABASE_URL: "mysql://x",
    AGREEMENT_BOUND: "2",
    TLS_CERT: "cert.pem",
  });
  expect(said.join(" ")).toMatch(/PORT .*DATABASE_URL .*AGREEMENT_BOUND .*TLS_CERT and TLS_KEY/);
});

test.each(["RECOGNITION_WORKERS", "PORT"])("%s must be a whole number in its range", (name) => {
  expect(refusals({ [name]: "1.5" })).toHaveLength(1);
  expect(refusals({ [name]: "-1" })).toHaveLength(1);
  expect(refusals({ [name]: "70000" })).toHaveLength(1);
});

test("an empty variable counts as not set", () => {
  expect(createConfig({ DATABASE_URL: "", PORT: "" })).toMatchObject({ databaseUrl: null, port: 8080 });
});

test("a TLS file that cannot be read is named", () => {
  const [said] = refusals({ TLS_CERT: "nowhere/cert.pem", TLS_KEY: "nowhere/key.pem" });
  expect(said).toContain("nowhere/cert.pem");
});
