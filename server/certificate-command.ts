/**
 * `npm run certificate -- FILE`: checks a certificate of destruction (presente-certificate.json) by the key that is in it, and
 * says which key that is: the same fingerprint must stand on the printed sheet.
 */
import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { SignedCertificate } from "../shared/api/stop.ts";
import { verifyCertificate } from "../shared/protocol/certificate.ts";
import { thumbprint } from "../shared/protocol/keys.ts";
import { Refusal, runOrRefuse } from "./refusal.ts";

async function main([path]: readonly string[]): Promise<void> {
  if (path === undefined) throw new Refusal("npm run certificate -- FILE   checks presente-certificate.json");
  const file = v.safeParse(SignedCertificate, await readJson(path));
  if (!file.success) throw new Refusal(`${path} is no certificate.`);
  const { jws, key, certificate } = file.output;
  const verified = await verifyCertificate(jws, key);
  if (!verified.ok) throw new Refusal(`The signature does not hold (${verified.why}).`);
  if (JSON.stringify(verified.payload) !== JSON.stringify(certificate))
    throw new Refusal("The signature holds, but the text beside it says something else.");
  console.log(`The signature holds. Key: ${await thumbprint(key)}`);
  console.log(JSON.stringify(verified.payload, null, 2));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    throw new Refusal(`${path} cannot be read.`);
  }
}

await runOrRefuse(() => main(process.argv.slice(2)));
