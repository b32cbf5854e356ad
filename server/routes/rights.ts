import { Hono } from "hono";
import { stream } from "hono/streaming";
import { EXPORT_BYTES_HEADER } from "../../shared/api/rights.ts";
import type { Env, Services } from "../context.ts";
import { toLooks } from "../domain/looks.ts";
import { ARCHIVE_WORDS } from "../exports/languages.ts";
import { writeZip } from "../exports/archive/zip.ts";
import { themselves } from "../middleware/access.ts";
import { requireFresh } from "../middleware/fresh.ts";
import { createLimits } from "../middleware/limits.ts";
import { atMost } from "../middleware/pressure.ts";
import { looksAt } from "../queries/looks.ts";
import { lookAtOwn } from "../vault/viewing.ts";
import { archiveFiles, estimatedBytes, gatherOwn } from "./own-archive.ts";

/** Each holds one photo or document at a time. */
const EXPORTS_UNDER_WAY = 16;

/** What everybody may ask about what is kept of them, and nobody else about it. */
export const rightsRoutes = (s: Services) => {
  const count = createLimits(s.db);
  return (
    new Hono<Env>()
      .get("/v1/me/looks", async (c) => {
        const caller = themselves(c);
        return c.json(toLooks(await looksAt(s.db, caller.id), caller.id));
      })

      // one archive with everything, photos included: only for who has just signed in
      .get("/v1/me/export", atMost(EXPORTS_UNDER_WAY), async (c) => {
        const caller = themselves(c);
        requireFresh(caller);
        await count({ export_person: caller.id });
        const data = await gatherOwn(s, caller);
        const look = await lookAtOwn(s, caller.id, { photos: String(data.photos.length) });
        const day = new Date().toISOString().slice(0, 10);
        const name = `presente_${ARCHIVE_WORDS[caller.language].fileName}_${day}.zip`;
        c.header("Content-Type", "application/zip");
        c.header("Content-Disposition", `attachment; filename="${name}"`);
        c.header("Cache-Control", "no-store");
        c.header(EXPORT_BYTES_HEADER, String(estimatedBytes(data)));
        return stream(c, async (out) => {
          const given = new AbortController();
          out.onAbort(() => given.abort());
          for await (const piece of writeZip(archiveFiles(s, caller, data, look), given.signal))
            await out.write(piece);
        });
      })
  );
};
