import type { LiveList } from "../../../shared/api/course.ts";
import { actAll } from "../../actions/log.ts";
import { messages } from "../../i18n/i18n.ts";
import { markDraft } from "./act.ts";
import type { ToConfirm } from "./to-confirm.ts";
import type { Live } from "./use-live-list.ts";

/** The marks that confirm them, each with its own status. */
export const confirmDrafts = (live: Live, list: LiveList, confirmed: readonly ToConfirm[]) =>
  confirmed.map(({ row, status }) =>
    markDraft(live, list, row, { status, reason: messages.peek().tap.list.reason }),
  );

/** Confirms them, with and without network. @throws ApiProblem, LocalProblem as `actAll` */
export const confirm = (live: Live, list: LiveList, confirmed: readonly ToConfirm[]) =>
  actAll(confirmDrafts(live, list, confirmed));
