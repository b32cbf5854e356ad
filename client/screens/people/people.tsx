import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Role, type UserRow } from "../../../shared/api/account.ts";
import { api } from "../../api.ts";
import { EnrolmentBadge } from "../../components/enrolment-badge.tsx";
import { EmptyCard } from "../../components/feedback.tsx";
import { finds } from "../../components/finds.ts";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { CardTable, PersonHead } from "../../components/table-parts.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { ResetDialog } from "./reset-dialog.tsx";

/** Everybody with an account. */
export function People() {
  const t = messages.value.manage.people;
  const users = useLoad(() => api.users.list());
  return (
    <Page title={t.title} {...(users.data.value && { text: t.count(users.data.value.length) })}>
      <Loadable from={users}>{(list) => <Rows list={list} />}</Loadable>
    </Page>
  );
}

function Rows({ list }: { list: readonly UserRow[] }) {
  const { manage, common } = messages.value;
  const t = manage.people;
  const search = useSignal("");
  const role = useSignal<string>("");
  const resetting = useSignal<UserRow | null>(null);
  const roleId = useId();
  const named = finds(search.value);
  const shown = list.filter(
    (user) => (role.value === "" || user.role === role.value) && named(user.name, user.email),
  );
  return (
    <div class="stack">
      <div class="tools">
        <SearchField label={t.search} value={search} />
        <div>
          <label class="hidden-text" for={roleId}>
            {t.role}
          </label>
          <select
            id={roleId}
            class="select"
            value={role.value}
            onChange={(event) => (role.value = event.currentTarget.value)}
          >
            <option value="">{t.allRoles}</option>
            {Role.options.map((one) => (
              <option key={one} value={one}>
                {common.roles[one]}
              </option>
            ))}
          </select>
        </div>
      </div>
      {shown.length === 0 ? (
        <EmptyCard picture={<PicturePeople />} title={t.emptyTitle}>
          <p>{t.emptyText}</p>
        </EmptyCard>
      ) : (
        <CardTable
          tight
          columns={[
            t.columns.name,
            t.columns.role,
            t.columns.enrolment,
            t.columns.since,
            <span class="hidden-text">{t.reset}</span>,
          ]}
        >
          {shown.map((user) => (
            <tr key={user.id}>
              <PersonHead name={user.name} email={user.email} />
              <td data-label={t.columns.role}>{common.roles[user.role]}</td>
              <td>{user.role === "student" && <EnrolmentBadge status={user.enrolment} />}</td>
              <td class="nowrap" data-label={t.columns.since}>
                {format.date(user.createdAt)}
              </td>
              <td class="cell-buttons">
                {user.role === "student" && (
                  <a
                    class="button"
                    href={`/people/${user.id}/face`}
                    aria-label={`${messages.value.references.theirs.link}: ${user.name}`}
                  >
                    {messages.value.references.theirs.link}
                  </a>
                )}{" "}
                <button
                  type="button"
                  class="button"
                  aria-label={`${t.reset}: ${user.name}`}
                  onClick={() => (resetting.value = user)}
                >
                  {t.reset}
                </button>
              </td>
            </tr>
          ))}
        </CardTable>
      )}
      {resetting.value && <ResetDialog user={resetting.value} onClose={() => (resetting.value = null)} />}
    </div>
  );
}
