import type { ComponentChildren } from "preact";

/** The head of a table. @param props.columns what stands over each; `false`: there is no such column */
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
