import * as v from "valibot";

/** Where mail goes out, and in whose name. */
export interface MailConfig {
  /** smtp:// or smtps://, with name and password where the server wants them */
  readonly url: string;
  /** such as `Presente <roll@example.edu>` */
  readonly from: string;
}

export const MailEnvironment = {
  SMTP_URL: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^smtps?:\/\/[^/]+/,
        "SMTP_URL must be an address such as smtps://name:password@mail.example.edu.",
      ),
    ),
  ),
  MAIL_FROM: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/,
        "MAIL_FROM must be an address such as Presente <roll@example.edu>.",
      ),
    ),
  ),
};

/** null: nothing is mailed. Adds to `problems` what is wrong. */
export function readMail(
  env: { readonly SMTP_URL?: string | undefined; readonly MAIL_FROM?: string | undefined },
  problems: string[],
): MailConfig | null {
  const { SMTP_URL: url, MAIL_FROM: from } = env;
  if (url === undefined && from === undefined) return null;
  if (url === undefined || from === undefined) {
    problems.push("SMTP_URL and MAIL_FROM belong together: set both, or none.");
    return null;
  }
  return { url, from };
}
