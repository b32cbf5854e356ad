import { join, resolve } from "node:path";

/** Photos of real faces; they stay out of the repository. Below it: labelled/<identity>/*.jpg */
export const FACES_DIR = resolve(
  process.env["FACES_DIR"] ?? join(import.meta.dirname, "../../../shared/faces"),
);
