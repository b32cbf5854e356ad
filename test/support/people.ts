import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { Me, type Registration } from "../../shared/api/account.ts";
import { consentText } from "../../server/domain/consent-text.ts";
import { setUser } from "../../server/queries/users.ts";
import type { TestServices } from "./services.ts";

/** An answer of the API, its body read. */
export interface Answer {
  readonly status: number;
  /** parsed JSON, the text where it is none, null without a body */
  readonly body: unknown;
  readonly headers: Headers;
}

/** Somebody who asks: a visitor, or a person with an account and a session. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  /** the Cookie header */
  readonly cookie: string;
}

/** The Cookie header that a browser would send after this answer. */
export const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .join("; ");

/** Asks the app without a socket. A body that is bytes travels as it is, anything else as JSON. */
export async function ask(
  app: TestServices["app"],
  method: string,
  path: string,
  options: { as?: Pick<Person, "cookie"> | null; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { as, body, headers = {} } = options;
  const raw = body instanceof Uint8Array;
  const response = await app.request(path, {
    method,
    headers: {
      ...(as && { cookie: as.cookie }),
      ...(body !== undefined && { "content-type": raw ? "image/jpeg" : "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? Uint8Array.from(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: readJson(text), headers: response.headers };
}

/** The code of a refusal. */
export const codeOf = ({ body }: Pick<Answer, "body">): string =>
  v.parse(v.object({ error: v.object({ code: v.string() }) }), body).error.code;

function readJson(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A registration that is right in every field; `over` changes some. */
export const registration = (over: Partial<Registration> = {}): Registration => ({
  name: "Ana Pérez",
  email: `p${randomBytes(6).toString("hex")}@example.edu`,
  password: "correct horse battery",
  language: "en",
  ...over,
});

/** Registers somebody through the API and, for a role above student, gives the role directly. */
export async function newPerson(
  { app, services }: TestServices,
  role: "student" | "teacher" | "administrator" = "student",
  over: Partial<Registration> = {},
): Promise<Person> {
  const input = registration(over);
  const answer = await ask(app, "POST", "/v1/account/register", { body: input });
  const me = v.parse(Me, answer.body);
  if (role !== "student") await setUser(services.db, me.id, { role });
  return {
    id: me.id,
    name: me.name,
    email: me.email,
    password: input.password,
    cookie: cookieOf(answer.headers),
  };
}

/** Gives the consent that stands before every photo. */
export async function giveConsent({ app }: TestServices, as: Person): Promise<void> {
  const { version, language, sha256 } = await consentText("en");
  await ask(app, "POST", "/v1/consent", { as, body: { version, language, sha256 } });
}
