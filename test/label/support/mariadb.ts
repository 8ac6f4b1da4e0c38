import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { MySqlConfig } from "../../../src/lib/label";

const FOLDERS = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin", "/usr/local/sbin"];
const find = (name: string): string | undefined =>
  FOLDERS.map((folder) => path.join(folder, name)).find((file) => existsSync(file));

/** Why no server can be started here; undefined when one can. */
export const noMariaDb: string | undefined =
  find("mariadbd") === undefined || find("mariadb-install-db") === undefined
    ? "mariadbd is not installed (Debian: apt-get install mariadb-server)"
    : undefined;

/** A private MariaDB server in a temporary folder, on 127.0.0.1 only. */
export interface MariaDb {
  readonly config: MySqlConfig;
  start(): Promise<void>;
  /** Ends it: "SIGKILL" as a crash would. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

export async function privateMariaDb(): Promise<MariaDb> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "dataplane-lab-mariadb-"));
  const data = path.join(folder, "data");
  const socket = path.join(folder, "s");
  const temporary = path.join(folder, "tmp");
  await mkdir(temporary);
  // Temporary tables are named after the process: servers of several containers on one /tmp took each other's.
  const own = [
    "--no-defaults",
    `--datadir=${data}`,
    `--tmpdir=${temporary}`,
    ...(process.getuid?.() === 0 ? ["--user=root"] : []),
  ];
  await promisify(execFile)(find("mariadb-install-db") as string, [
    ...own,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ]);
  const port = await freePort();
  let server: ChildProcess | undefined;

  async function stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const running = server;
    server = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await ended;
  }
  async function start(): Promise<void> {
    server = spawn(
      find("mariadbd") as string,
      [
        ...own,
        "--bind-address=127.0.0.1",
        `--port=${port}`,
        `--socket=${socket}`,
        `--pid-file=${path.join(folder, "pid")}`,
        "--innodb-buffer-pool-size=32M",
        "--performance-schema=OFF",
      ],
      { stdio: "ignore" },
    );
    const started = server;
    for (let i = 0; i < 600; i++) {
      if (started.exitCode !== null) throw new Error(`mariadbd ended with ${started.exitCode}`);
      const { createConnection } = await import("mysql2/promise");
      const connection = await createConnection({ socketPath: socket, user: "root" }).catch(() => undefined);
      if (connection !== undefined) {
        await connection.query("CREATE DATABASE IF NOT EXISTS lab");
        await connection.query("CREATE USER IF NOT EXISTS lab@'127.0.0.1' IDENTIFIED BY ''");
        await connection.query("GRANT ALL ON `lab%`.* TO lab@'127.0.0.1'");
        await connection.end();
        return;
      }
      await sleep(100);
    }
    throw new Error("mariadbd did not answer within a minute");
  }

  await start();
  return {
    config: { kind: "mysql", host: "127.0.0.1", port, user: "lab", schema: "lab" },
    start,
    stop,
    async remove() {
      await stop("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
