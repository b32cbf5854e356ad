import type { Sql, TransactionSql } from "postgres";

/** Statements with more parameters than that of an outcome are mostly lists of all lengths: each length would be one more to remember. */
const MOST_PARAMETERS = 64;

type Client = Sql | TransactionSql;
type Work = (tx: TransactionSql) => unknown;

/**
 * drizzle sends every statement through `unsafe`, which parses and plans it anew each time, in two round trips. Here each
 * connection prepares a statement once, and from then on it is one round trip. Behind a pooler that swaps connections
 * between transactions, `?prepare=false` at the end of DATABASE_URL turns it off.
 * @returns the same client, changed; so are the clients of its transactions
 */
export function prepareStatements<C extends Client>(client: C): C {
  const { unsafe } = client;
  client.unsafe = (query, parameters = [], options = {}) => {
    const prepare = parameters.length > 0 && parameters.length <= MOST_PARAMETERS;
    // drizzle says `prepare: false` of every statement that bears no name
    return unsafe(query, parameters, { ...options, prepare });
  };
  for (const name of ["begin", "savepoint"] as const) {
    const original: unknown = Reflect.get(client, name);
    if (typeof original !== "function") continue;
    const wrapped = (...args: unknown[]): unknown => {
      const work = args.pop() as Work;
      return Reflect.apply(original, client, [...args, (tx: TransactionSql) => work(prepareStatements(tx))]);
    };
    Reflect.set(client, name, wrapped);
  }
  return client;
}
