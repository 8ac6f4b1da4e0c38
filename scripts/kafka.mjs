// A real Kafka broker without Docker (npm run kafka -- …): Apache Kafka in KRaft mode from its Maven jars, on this
// machine only. Needs Java 17 and, the first time, Maven.
//   start              start one and leave it running; prints its address
//   stop | status      end it | tell whether it runs, and where
//   run -- <command>   start one for a command, which finds its address in DATAPLANE_LAB_KAFKA; gone with the command
//   fetch              only fetch what is needed, so that later starts need no network
// --folder <folder>    where it lives (start: .cache/kafka-broker; run: a temporary one). One broker a folder, any number
//                      of folders. What was written stays in the folder, and a later start goes on with it.
// --port <number>      default: the port it had in that folder, else a free one
// --json               start and status print JSON
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { brokerOf, startBroker, stopBroker } from "./kafka/broker.mjs";
import { classPath } from "./kafka/jars.mjs";
import { java } from "./kafka/java.mjs";
import { Refused } from "./kafka/refused.mjs";
import { root } from "./setup.mjs";

const USAGE =
  "kafka start | stop | status | fetch | run -- <command> [--folder <folder>] [--port <number>] [--json]";
const say = (text) => console.error(`kafka: ${text}`);

function options() {
  const all = process.argv.slice(2);
  const end = all.indexOf("--");
  const own = end < 0 ? all : all.slice(0, end);
  try {
    const { values, positionals } = parseArgs({
      args: own,
      allowPositionals: true,
      options: { folder: { type: "string" }, port: { type: "string" }, json: { type: "boolean" } },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536))
      throw new Refused(`expected a port between 1 and 65535, found ${values.port}`);
    if (positionals.length !== 1) throw new Refused(`expected one of: ${USAGE}`);
    return {
      action: positionals[0],
      folder: values.folder,
      port,
      json: values.json,
      command: end < 0 ? [] : all.slice(end + 1),
    };
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(`${error.message}\n${USAGE}`);
  }
}

function tell(folder, json) {
  const known = brokerOf(folder);
  if (json) console.log(JSON.stringify({ folder, ...(known ?? { running: false }) }));
  else if (known?.running) console.log(`${known.address}  process ${known.pid}  ${folder}`);
  else console.log(`no broker runs in ${folder}`);
  return known?.running ? 0 : 3;
}

async function runCommand([program, ...args], folder, port) {
  if (program === undefined) throw new Refused("expected a command behind --, found none");
  const home = folder ?? mkdtempSync(path.join(tmpdir(), "dataplane-lab-kafka-"));
  let child;
  let signalled;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      signalled ??= signal;
      child?.kill(signal);
    });
  try {
    const broker = await startBroker(home, { port, say });
    if (signalled) return 128 + constants.signals[signalled];
    say(`${broker.address} for: ${[program, ...args].join(" ")}`);
    const code = await new Promise((resolve, reject) => {
      child = spawn(program, args, {
        stdio: "inherit",
        env: { ...process.env, DATAPLANE_LAB_KAFKA: broker.address },
      });
      child.once("error", reject);
      child.once("exit", (status, signal) => resolve(status ?? 128 + (constants.signals[signal] ?? 0)));
    }).finally(() => (folder === undefined ? broker.kill() : broker.stop()));
    return code;
  } catch (error) {
    throw error.code === "ENOENT" ? new Refused(`expected a program, found no "${program}"`) : error;
  } finally {
    if (folder === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function main() {
  const { action, folder, port, json, command } = options();
  const home = path.resolve(folder ?? path.join(root, ".cache", "kafka-broker"));
  switch (action) {
    case "start":
      await startBroker(home, { port, bound: false, say });
      return tell(home, json);
    case "stop":
      console.log((await stopBroker(home)) ? `stopped the broker in ${home}` : `no broker runs in ${home}`);
      return 0;
    case "status":
      return tell(home, json);
    case "fetch":
      java();
      classPath("broker", { say });
      return 0;
    case "run":
      return runCommand(command, folder, port);
    default:
      throw new Refused(`expected one of: ${USAGE}; found "${action}"`);
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(`kafka: ${error instanceof Refused ? error.message : error.stack}`);
    process.exit(error instanceof Refused ? 2 : 1);
  },
);
