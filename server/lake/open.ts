import { join } from "node:path";
import type { Config } from "../config.ts";
import { createFolderLake } from "./folder.ts";
import type { Lake } from "./lake.ts";

/** Where photos lie while no S3 is configured. */
export const photosFolder = ({ dataDir }: Pick<Config, "dataDir">): string => join(dataDir, "photos");

/** The photo store as configured: S3 where it is named, else a folder. @throws Refusal when the S3 cannot be used */
export async function openLake(config: Pick<Config, "dataDir" | "s3">): Promise<Lake> {
  if (config.s3 === null) return createFolderLake(photosFolder(config));
  // loaded only where it is used: it is large
  const { openS3Lake } = await import("./s3.ts");
  return openS3Lake(config.s3);
}
