// Where every worker thread begins: plain JavaScript, because Node 20 looks at a program's extension before its hooks.
import { workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
await import(workerData.program);
