import { sValidator } from "@hono/standard-validator";
import type { GenericSchema } from "valibot";
import { ProblemError } from "../problem.ts";

/** Names of the fields that are wrong, as a form can point at them: "policy.windowMinutes". */
function refuse(
  issues: readonly {
    readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
  }[],
): never {
  const fields = issues.map(({ path = [] }) =>
    path.map((step) => String(typeof step === "object" ? step.key : step)).join("."),
  );
  throw new ProblemError("bad_request", { fields: [...new Set(fields.filter((field) => field !== ""))] });
}

/** The request's JSON, checked; `c.req.valid("json")`. @throws ProblemError bad_request with the fields that are wrong */
export const body = <S extends GenericSchema>(schema: S) =>
  sValidator("json", schema, (result) => {
    if (!result.success) refuse(result.error);
  });

/** The query string, checked; `c.req.valid("query")`. */
export const query = <S extends GenericSchema>(schema: S) =>
  sValidator("query", schema, (result) => {
    if (!result.success) refuse(result.error);
  });

/** The path's parameters, checked; `c.req.valid("param")`. */
export const param = <S extends GenericSchema>(schema: S) =>
  sValidator("param", schema, (result) => {
    if (!result.success) refuse(result.error);
  });
