import { Worker } from "node:worker_threads";

/** Runs beside the kernel, so that a cell in an endless loop cannot stop it. */
const watcher = `
const parent = process.ppid;
setInterval(() => {
  let alive = process.ppid === parent;
  try { process.kill(parent, 0); } catch (error) { alive = alive && error.code === "EPERM"; }
  if (!alive) process.kill(process.pid, "SIGKILL");
}, 500);
`;

/** Ends this process within a second after the one that started it is gone. */
export function dieWithParent(): void {
  const worker = new Worker(watcher, { eval: true });
  worker.unref();
}
