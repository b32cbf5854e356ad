import { createTransport } from "nodemailer";
import type { MailConfig } from "../config-mail.ts";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** the same for each attempt: a server or reader that has it already knows it again */
  readonly id: string;
  readonly attachment: { readonly name: string; readonly type: string; readonly bytes: Buffer } | null;
}

const CONNECT_MS = 15_000;
const ANSWER_MS = 60_000;

/** Hands a mail to the configured server. @throws Error when it was not taken: the caller tries again */
export async function sendMail(config: MailConfig, mail: Mail): Promise<void> {
  const transport = createTransport({
    url: config.url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s@<>]+)>?$/.exec(config.from)?.[1] ?? "presente.invalid";
  const { name, type, bytes } = mail.attachment ?? {};
  try {
    await transport.sendMail({
      from: config.from,
      to: { name: "", address: mail.to },
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.id}@${domain}>`,
      headers: { "Auto-Submitted": "auto-generated" },
      attachments: bytes ? [{ filename: name ?? "", contentType: type ?? "", content: bytes }] : [],
    });
  } finally {
    transport.close();
  }
}
