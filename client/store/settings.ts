import { v4 as uuidv4 } from "uuid";
import * as v from "valibot";
import { Sha256, Uuid } from "../../shared/ids.ts";
import { PublicJwk } from "../../shared/protocol/sync.ts";
import { db } from "./db.ts";
import { stored } from "./guard.ts";
import { Key, Pace } from "./rows.ts";

/** A value kept under a name of its own, for the whole browser and not for one student. */
export function setting<S extends v.GenericSchema>(key: string, schema: S) {
  return {
    key,
    /** the value, or null when there is none that can be read */
    async read(): Promise<v.InferOutput<S> | null> {
      const row = await stored(() => db.settings.get(key));
      const parsed = v.safeParse(schema, row?.value);
      return parsed.success ? parsed.output : null;
    },
    async write(value: v.InferOutput<S> | null): Promise<void> {
      await stored<unknown>(() =>
        value === null ? db.settings.delete(key) : db.settings.put({ key, value }),
      );
    },
  };
}

/** Who is signed in here, as far as is known without network. */
export const currentStudent = setting("uid", Uuid);
/** The student who chose here to check in with a tap, and is not asked again. */
export const chosenTap = setting("chosenTap", Uuid);
/** A sign-out that the server has not heard of yet. */
export const signOutOwed = setting("signOutOwed", v.boolean());
/** A device key on its way to the server: where the answer is lost, the same key asks again. */
export const pendingKey = setting(
  "pendingKey",
  v.object({ uid: Uuid, privateKey: Key, jwk: PublicJwk, kid: Sha256 }),
);

/** How the sending of carried check-ins stands. */
export const carryPace = setting("carryPace", Pace);

/** The id of this installation of the app, made at the first use; the same in every tab. */
export async function installationId(): Promise<string> {
  return stored(() =>
    db.transaction("rw", db.settings, async () => {
      const known = v.safeParse(Uuid, (await db.settings.get("inst"))?.value);
      if (known.success) return known.output;
      const inst = uuidv4();
      await db.settings.put({ key: "inst", value: inst });
      return inst;
    }),
  );
}
