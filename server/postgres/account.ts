import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Refusal } from "../refusal.ts";

/** How to run a PostgreSQL program: as ourselves, or, when we are root, as the system user "postgres". */
export interface RunAs {
  /** owner that the data folder must have; null: leave it as it is */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** program and arguments, and the options for spawn, that run `program args` under that user */
  command(
    program: string,
    args: readonly string[],
  ): {
    file: string;
    args: string[];
    options: { uid?: number; gid?: number };
  };
}

/**
 * PostgreSQL refuses to run as root. As root we run it as the user "postgres", made when missing. If that user cannot
 * enter one of `paths` (a clone below /root, a private temporary folder), setpriv (util-linux) hands it the one
 * capability that it needs to pass, and no other.
 * @throws Refusal when no way is left
 */
export function runAs(paths: readonly string[]): RunAs {
  if (process.getuid?.() !== 0) {
    return { owner: null, command: (file, args) => ({ file, args: [...args], options: {} }) };
  }
  const owner = postgresUser();
  const closed = paths.find((path) => !canEnter(path, owner));
  if (closed === undefined) {
    return { owner, command: (file, args) => ({ file, args: [...args], options: owner }) };
  }
  const setpriv = [
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    "--clear-groups",
    "--inh-caps=-all,+dac_override",
    "--ambient-caps=-all,+dac_override",
  ];
  if (spawnSync("setpriv", [...setpriv, "true"]).status !== 0) {
    throw new Refusal(
      `As root, PostgreSQL runs as the user "postgres", who may not enter ${closed}.`,
      "Start as an ordinary user, move the folder to a place that others may enter, or set DATABASE_URL.",
    );
  }
  return {
    owner,
    command: (file, args) => ({ file: "setpriv", args: [...setpriv, file, ...args], options: {} }),
  };
}

function postgresUser() {
  const id = (option: string) => {
    const answer = spawnSync("id", [option, "postgres"], { encoding: "utf8" });
    return answer.status === 0 ? Number(answer.stdout) : null;
  };
  if (id("-u") === null) {
    try {
      execFileSync("useradd", [
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        "postgres",
      ]);
    } catch {
      throw new Refusal(
        'PostgreSQL does not run as root, and the user "postgres" could not be made.',
        "Start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.",
      );
    }
  }
  const [uid, gid] = [id("-u"), id("-g")];
  if (uid === null || gid === null) throw new Refusal('The system user "postgres" could not be found.');
  return { uid, gid };
}

/** Whether a user may pass every folder above `path`. */
function canEnter(path: string, { uid, gid }: { uid: number; gid: number }): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const stat = statSync(folder);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
