import { Page } from "../../components/page.tsx";
import { messages } from "../../i18n/i18n.ts";
import { session } from "../session.ts";
import { OwnAccount } from "./own-account.tsx";

/** A teacher's or an administrator's own account. */
export function Account() {
  const who = session.value;
  if (who.kind !== "person") return null;
  return (
    <Page title={messages.value.account.own.title}>
      <OwnAccount me={who.me} />
    </Page>
  );
}
