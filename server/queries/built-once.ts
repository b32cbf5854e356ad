import type { Db } from "../context.ts";

/**
 * A statement whose text is made once for each database, with placeholders: for those that every photo asks. Making the text
 * of a large one takes as long as PostgreSQL does to answer it.
 * @param build ends in `prepare`
 */
export function builtOnce<Statement>(build: (db: Db) => Statement): (db: Db) => Statement {
  const built = new WeakMap<Db, Statement>();
  return (db) => {
    const statement = built.get(db) ?? build(db);
    built.set(db, statement);
    return statement;
  };
}
