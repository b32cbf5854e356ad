import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { openSync, closeSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Config } from "../../server/config-stores.ts";
import { freePort } from "./server-process.ts";
import { tool } from "./tools.ts";

/** A real S3 server (Ceph's gateway on a memory store), of this test alone. */
export interface Radosgw {
  readonly port: number;
  /** A new, empty bucket, and the way to it. @param port of a proxy before the server */
  bucket(port?: number): Promise<S3Config>;
  close(): Promise<void>;
}

/** Why tests with a real S3 cannot run here, or null. */
export function s3Missing(): string | null {
  try {
    tool("radosgw", "RADOSGW");
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const run = promisify(execFile);
const USER = { accessKeyId: "presente-test", secretAccessKey: "the-secret-of-the-tests" };
const START_MS = 120_000;

/** A day of a lifecycle rule lasts a second. */
const settings = (dir: string, mon: number, gateway: number) => `
[global]
fsid = ${randomUUID()}
mon host = v2:127.0.0.1:${mon}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon warn on pool no redundancy = false
osd crush chooseleaf type = 0
ms bind ipv6 = false
ms mon client mode = crc
public addr = 127.0.0.1
run dir = ${dir}
admin socket = ${dir}/$name.asok
log file = ${dir}/$name.log
pid file = ${dir}/$name.pid
[mon.a]
mon data = ${dir}/mon
mon data avail crit = 0
[osd.0]
osd data = ${dir}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd memory target = 939524096
[client.rgw]
rgw data = ${dir}/rgw
rgw frontends = beast endpoint=127.0.0.1:${gateway}
debug rgw = 1
rgw enable usage log = false
rgw max chunk size = 4194304
rgw lc debug interval = 1
rgw lifecycle work time = 00:00-23:59
`;

/**
 * Starts it; some 13 s on an idle machine.
 * @throws Error that says what the server said last
 */
export async function startRadosgw(): Promise<Radosgw> {
  const dir = await mkdtemp(join(tmpdir(), "presente-s3-"));
  const daemons: ChildProcess[] = [];
  const end = () => daemons.forEach((daemon) => daemon.kill("SIGKILL"));
  process.on("exit", end);
  const close = async () => {
    process.off("exit", end);
    const gone = daemons.map((daemon) => new Promise((resolve) => daemon.once("exit", resolve)));
    const alive = daemons.map((daemon) => daemon.exitCode === null && daemon.signalCode === null);
    end();
    await Promise.all(gone.filter((_, i) => alive[i]));
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const port = await startDaemons(dir, daemons);
    return { port, bucket: (through) => newBucket(through ?? port, port), close };
  } catch (error) {
    const said = daemons.length > 0 ? readFileSync(join(dir, "said"), "utf8").slice(-2000) : "";
    await close();
    throw new Error(`the S3 server did not start: ${said}`, { cause: error });
  }
}

async function startDaemons(dir: string, daemons: ChildProcess[]): Promise<number> {
  const [mon, port] = [await freePort(), await freePort()];
  for (const folder of ["mon", "osd", "rgw"]) await mkdir(join(dir, folder));
  const conf = join(dir, "ceph.conf");
  await writeFile(conf, settings(dir, mon, port));
  const until = AbortSignal.timeout(START_MS);
  const tell = (program: string, ...args: string[]) =>
    run(program, ["-c", conf, ...args], { signal: until, killSignal: "SIGKILL" });
  const start = (program: string, ...args: string[]) => {
    const said = openSync(join(dir, "said"), "a");
    const daemon = spawn(program, ["-c", conf, ...args, "-f"], { stdio: ["ignore", said, said] });
    closeSync(said);
    daemons.push(daemon);
    return daemon;
  };
  const monmap = join(dir, "monmap");
  await run("monmaptool", ["--create", "--addv", "a", `[v2:127.0.0.1:${mon}]`, monmap]);
  await tell("ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap);
  start("ceph-mon", "-i", "a");
  const osd = randomUUID();
  await tell("ceph", "osd", "new", osd);
  await tell("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd);
  start("ceph-osd", "-i", "0");
  const { accessKeyId, secretAccessKey } = USER;
  const user = [
    "--uid=t",
    "--display-name=t",
    `--access-key=${accessKeyId}`,
    `--secret-key=${secretAccessKey}`,
  ];
  await tell("radosgw-admin", "-n", "client.rgw", "user", "create", ...user);
  const gateway = start(tool("radosgw", "RADOSGW"), "-n", "client.rgw");
  for (;;) {
    until.throwIfAborted();
    if (gateway.exitCode !== null) throw new Error("the gateway has ended");
    const up = await fetch(`http://127.0.0.1:${port}/`).then(
      (answer) => answer.status < 500,
      () => false,
    );
    if (up) return port;
    await sleep(100);
  }
}

let buckets = 0;
async function newBucket(port: number, direct: number): Promise<S3Config> {
  const bucket = `photos-${process.pid}-${++buckets}`;
  const endpoint = `http://127.0.0.1:${direct}`;
  const region = "us-east-1";
  const client = new S3Client({ endpoint, region, credentials: USER, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { endpoint: `http://127.0.0.1:${port}`, region, bucket, forcePathStyle: true, ...USER };
}
