import { IconReport } from "../../components/icons.tsx";
import { useLoad } from "../../components/use-load.ts";
import { api } from "../../api.ts";
import { messages } from "../../i18n/i18n.ts";

/** The way to what was made, with how many of it nobody has fetched yet. */
export function ReportsLink() {
  const t = messages.value.reports;
  const list = useLoad(() => api.reports.list());
  const unread = list.data.value?.unread ?? 0;
  return (
    <a class="button" href="/reports">
      <IconReport size={18} />
      {t.link}
      {unread > 0 && (
        <span class="badge tone-pen">
          <span aria-hidden="true">{unread}</span>
          <span class="hidden-text">{t.unread(unread)}</span>
        </span>
      )}
    </a>
  );
}
