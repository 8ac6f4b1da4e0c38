// A Kafka broker as a process of this machine: in a folder of its own, on a free port, reached from 127.0.0.1 only.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { classPath } from "./jars.mjs";
import { java } from "./java.mjs";
import { Refused } from "./refused.mjs";
import { JAVA_OPTIONS, settings } from "./settings.mjs";

// A busy machine takes its time; an idle one is ready in two seconds.
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 30_000;
/** A dead process that nobody waits for stays in the list of processes for ever. */
const UNWAITED_MS = 2_000;
const HOST = "127.0.0.1";

// The shell outlives neither: it ends the broker when its own input ends, that is when this process is gone.
const BOUND =
  '"$@" < /dev/null & broker=$!; echo $broker >&3; exec 3>&-; cat > /dev/null; kill $broker 2> /dev/null; wait';

const files = (folder) => ({
  data: path.join(folder, "data"),
  log: path.join(folder, "broker.log"),
  settings: path.join(folder, "server.properties"),
  state: path.join(folder, "broker.json"),
});

/** Where systems do not take the ports of outgoing connections from: a broker that is stopped for a while finds its own free. */
const QUIET_PORTS = { from: 20_000, to: 30_000 };
const PORT_TRIES = 100;

export async function freePort() {
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    const port = randomInt(QUIET_PORTS.from, QUIET_PORTS.to);
    if (await isFree(port)) return port;
  }
  throw new Refused(`no port from ${QUIET_PORTS.from} to ${QUIET_PORTS.to} is free, of ${PORT_TRIES} tried`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, HOST);
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });
}

function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether the process is there and is the broker of this folder: ids are used again. */
function runs(pid, folder) {
  if (!pid || !exists(pid)) return false;
  const entry = `/proc/${pid}/cmdline`;
  const command = existsSync("/proc/self")
    ? existsSync(entry) && readFileSync(entry, "utf8")
    : spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout;
  return Boolean(command) && command.includes(files(folder).settings);
}

/** What is known of the broker of a folder: `{ address, port, pid, running }`, or undefined without one. */
export function brokerOf(folder) {
  const { state } = files(path.resolve(folder));
  if (!existsSync(state)) return undefined;
  const { port, controllerPort, pid } = JSON.parse(readFileSync(state, "utf8"));
  return { address: `${HOST}:${port}`, port, controllerPort, pid, running: runs(pid, path.resolve(folder)) };
}

/** Formats the data folder of a new broker. */
function format(folder, say, users) {
  if (existsSync(path.join(files(folder).data, "meta.properties"))) return;
  const { status, stdout, stderr } = spawnSync(
    java(),
    [
      ...JAVA_OPTIONS,
      ...["-cp", classPath("broker", { say }), "kafka.tools.StorageTool", "format", "--ignore-formatted"],
      // A cluster id is 16 bytes in base64url; one that begins with a dash would be read as an option.
      ...["-c", files(folder).settings, "-t", `k${randomBytes(16).toString("base64url").slice(1, 21)}A`],
      ...users.flatMap((user) => ["--add-scram", user]),
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
  );
  if (status !== 0)
    throw new Refused(`Kafka's storage could not be formatted in ${folder}:\n${stderr || stdout}`.trim());
}

function launch(folder, bound, say) {
  const log = openSync(files(folder).log, "a");
  const command = [
    java(),
    ...JAVA_OPTIONS,
    ...["-cp", classPath("broker", { say }), "kafka.Kafka", files(folder).settings],
  ];
  const [program, args] = bound ? ["sh", ["-c", BOUND, "sh", ...command]] : [command[0], command.slice(1)];
  const child = spawn(program, args, {
    // A session of its own: Ctrl-C in the terminal reaches this process, which then ends the broker in order.
    detached: true,
    stdio: bound ? ["pipe", log, log, "pipe"] : ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  if (!bound) return Promise.resolve({ pid: child.pid, release: () => {} });
  child.stdin.on("error", () => {});
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdio[3].once("data", (text) => {
      child.stdio[3].destroy();
      child.stdin.unref?.();
      resolve({ pid: Number(String(text)), release: () => child.stdin.destroy() });
    });
  });
}

async function waitUntilReady(folder, pid, port, from) {
  const since = () => readFileSync(files(folder).log).subarray(from).toString();
  for (let waited = 0; ; waited += 50) {
    const text = since();
    if (text.includes("Kafka Server started") && (await answers(port))) return;
    if (!runs(pid, folder) && waited > 1000) {
      const taken = text.includes("Address already in use");
      throw Object.assign(
        new Refused(
          `the broker ended at once; the end of ${files(folder).log}:\n${text.split("\n").slice(-15).join("\n")}`,
        ),
        { taken },
      );
    }
    if (waited > START_TIMEOUT_MS) {
      process.kill(pid, "SIGKILL");
      throw new Refused(
        `the broker was not ready after ${START_TIMEOUT_MS / 1000} s; see ${files(folder).log}`,
      );
    }
    await sleep(50);
  }
}

/**
 * Waits until a broker has ended. Its command line is gone first, when threads of it may still make files: only when its
 * id is, nothing is left of it.
 */
async function gone(pid, folder, timeout) {
  let waited = 0;
  for (; runs(pid, folder); waited += 20) {
    if (waited > timeout) return false;
    await sleep(20);
  }
  for (waited = 0; exists(pid) && waited < UNWAITED_MS; waited += 20) await sleep(20);
  return true;
}

/** Ends the broker of a folder: in order, or with SIGKILL. */
export async function stopBroker(folder, signal = "SIGTERM") {
  const known = brokerOf(folder);
  if (!known?.running) return false;
  process.kill(known.pid, signal);
  if (await gone(known.pid, path.resolve(folder), STOP_TIMEOUT_MS)) return true;
  process.kill(known.pid, "SIGKILL");
  return gone(known.pid, path.resolve(folder), STOP_TIMEOUT_MS);
}

/**
 * Starts a broker in a folder: on the port it had there before, or on the one given, or on a free one. A bound broker
 * (the default) ends with this process, however this process ends. `more` are lines of settings, `users` those that a new
 * broker knows by SCRAM, as `SCRAM-SHA-256=[name=…,password=…]`.
 */
export async function startBroker(
  given,
  { port: wanted, bound = true, say = () => {}, more = [], users = [] } = {},
) {
  const folder = path.resolve(given);
  const before = brokerOf(folder);
  if (before?.running)
    throw new Refused(`a broker runs in ${folder} already, on ${before.address} (process ${before.pid})`);
  mkdirSync(folder, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const fixed = wanted ?? before?.port;
    const port = fixed ?? (await freePort());
    const controllerPort = before?.controllerPort ?? (await freePort());
    writeFileSync(files(folder).settings, settings({ port, controllerPort, data: files(folder).data, more }));
    format(folder, say, users);
    const from = statSync(files(folder).log, { throwIfNoEntry: false })?.size ?? 0;
    const { pid, release } = await launch(folder, bound, say);
    writeFileSync(files(folder).state, JSON.stringify({ pid, port, controllerPort }));
    try {
      await waitUntilReady(folder, pid, port, from);
    } catch (error) {
      release();
      // Between finding a free port and using it, another program may have taken it.
      if (error.taken && fixed === undefined && attempt < 3) {
        rmSync(files(folder).data, { recursive: true, force: true });
        continue;
      }
      throw error;
    }
    const end = async (signal) => {
      await stopBroker(folder, signal);
      release();
    };
    return {
      address: `${HOST}:${port}`,
      port,
      pid,
      folder,
      /** Ends it in order; it can be started again in the same folder, on the same port. */
      stop: () => end("SIGTERM"),
      /** Ends it as a failing machine would. */
      kill: () => end("SIGKILL"),
    };
  }
}
