import type { Context } from "hono";
import type { Env } from "../context.ts";

/** A PDF to be kept. @param name of plain letters */
export async function pdfAnswer(
  c: Context<Env>,
  parts: AsyncIterable<Uint8Array>,
  name: string,
): Promise<Response> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return c.body(new Uint8Array(Buffer.concat(all)), 200, {
    "Content-Type": "application/pdf",
    "Content-Disposition": `attachment; filename="${name}"`,
    "Cache-Control": "no-store",
  });
}
