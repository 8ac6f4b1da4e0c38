// Apache Kafka and its performance tools as jars from the Maven registry: fetched once into .cache, used from there.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../setup.mjs";
import { Refused } from "./refused.mjs";

export const KAFKA = "4.3.1";
// The newest whose bindings Kafka's own clients take; without one Kafka logs nothing.
const SLF4J = "1.7.36";
const PLUGIN = "3.8.1";

const SETS = {
  broker: {
    folder: `kafka-${KAFKA}`,
    artifact: "kafka_2.13",
    without: ["kafka-tools-api"],
    proof: `kafka_2.13-${KAFKA}.jar`,
  },
  tools: {
    folder: `kafka-tools-${KAFKA}`,
    artifact: "kafka-tools",
    without: [],
    proof: `kafka-tools-${KAFKA}.jar`,
  },
};

const dependency = (group, artifact, version, without = []) =>
  [
    "<dependency>",
    `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`,
    "<exclusions>",
    ...without.map(
      (name) => `<exclusion><groupId>${group}</groupId><artifactId>${name}</artifactId></exclusion>`,
    ),
    "</exclusions>",
    "</dependency>",
  ].join("");

const pom = ({ artifact, without }) =>
  [
    '<project xmlns="http://maven.apache.org/POM/4.0.0">',
    "<modelVersion>4.0.0</modelVersion>",
    "<groupId>dataplane-lab</groupId><artifactId>kafka</artifactId><version>1</version>",
    "<dependencies>",
    dependency("org.apache.kafka", artifact, KAFKA, without),
    dependency("org.slf4j", "slf4j-simple", SLF4J),
    "</dependencies>",
    "</project>",
  ].join("\n");

/**
 * The folder with the jars of the broker or of the tools, as a class path; fetched when they are not there.
 * The folder gets its name when it is whole, so that an interrupted fetch is never used.
 */
export function classPath(kind, { say = () => {} } = {}) {
  const set = SETS[kind];
  const folder = path.join(root, ".cache", set.folder);
  if (!existsSync(path.join(folder, set.proof))) fetchJars(set, folder, say);
  return path.join(folder, "*");
}

function fetchJars(set, folder, say) {
  const stage = `${folder}.${process.pid}.tmp`;
  mkdirSync(path.join(stage, "jars"), { recursive: true });
  try {
    writeFileSync(path.join(stage, "pom.xml"), pom(set));
    say(`fetching Apache Kafka ${KAFKA} (${set.artifact}, about 45 MB, once)`);
    const { error, status, stdout } = spawnSync(
      "mvn",
      [
        ...["--batch-mode", "--quiet", "--strict-checksums", "--file", path.join(stage, "pom.xml")],
        `org.apache.maven.plugins:maven-dependency-plugin:${PLUGIN}:copy-dependencies`,
        ...["-DincludeScope=runtime", `-DoutputDirectory=${path.join(stage, "jars")}`],
      ],
      { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
    );
    if (error?.code === "ENOENT")
      throw new Refused(
        "expected Maven (mvn) to fetch Kafka with, found none. On Debian: apt-get install maven. " +
          `Or copy ${path.relative(root, folder)} from a machine that has it.`,
      );
    if (error) throw error;
    if (status !== 0 || !existsSync(path.join(stage, "jars", set.proof)))
      throw new Refused(
        `Maven could not fetch Kafka ${KAFKA} (exit code ${status}); is the Maven registry reached from here?\n` +
          stdout.trim().split("\n").slice(0, 12).join("\n"),
      );
    rmSync(folder, { recursive: true, force: true });
    renameSync(path.join(stage, "jars"), folder);
  } catch (error) {
    // Another process may have been first, with the same files.
    if (error.code !== "ENOTEMPTY" || !existsSync(path.join(folder, set.proof))) throw error;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
