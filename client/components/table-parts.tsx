import type { ComponentChildren } from "preact";

/** A table whose rows are cards on a phone. @param props.columns what stands over each; `false`: there is no such column */
export function CardTable({
  columns,
  tight = false,
  children,
}: {
  columns: readonly ComponentChildren[];
  tight?: boolean;
  children: ComponentChildren;
}) {
  return (
    <div class="table-wrap">
      <table class={tight ? "table table-cards table-tight" : "table table-cards"}>
        <TableHead columns={columns} />
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** The head of a table. @param props.columns as of {@link CardTable} */
export function TableHead({ columns }: { columns: readonly ComponentChildren[] }) {
  return (
    <thead>
      <tr>
        {columns.map(
          (column, i) =>
            column !== false && (
              <th scope="col" key={i}>
                {column}
              </th>
            ),
        )}
      </tr>
    </thead>
  );
}

/** Of whom a row is. */
export function PersonHead({ name, email }: { name: string; email: string | null }) {
  return (
    <th scope="row">
      {name}
      <span class="muted small block">{email}</span>
    </th>
  );
}
