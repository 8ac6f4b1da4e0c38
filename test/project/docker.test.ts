import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { KAFKA } from "../support/kafka";

// Images need an engine and its registry: what the files say is held to the program, the script and the broker instead.
const root = path.resolve(__dirname, "../..");
const docker = path.join(root, "docker");

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** Mocha's own YAML parser; the project needs none. */
const yaml = require("js-yaml") as { load(text: string): unknown };
const { services, volumes } = yaml.load(readFileSync(path.join(docker, "compose.yaml"), "utf8")) as Compose;
const { kafka, ...lab } = services;
const dockerfile = readFileSync(path.join(docker, "Dockerfile"), "utf8").split("\n");

/** What compose makes of `${NAME:-default}`. */
const filledIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, byDefault: string) => values[name] ?? byDefault);

describe("docker/compose.yaml", () => {
  it("has Kafka, three prediction services, monitor, retrainer and producer", () => {
    assert.deepEqual(Object.keys(services), [
      ...["kafka", "predict-1", "predict-2", "predict-3", "monitor", "retrain", "produce"],
    ]);
    assert.equal(kafka.image, "apache/kafka:4.3.1");
    assert.ok(kafka.healthcheck && kafka.healthcheck.test[0] === "CMD");
    for (const port of kafka.ports ?? [])
      assert.match(port, /^127\.0\.0\.1:/, "reached from this machine only");
    for (const [name, { command = [], build, depends_on, volumes: mounts = [] }] of Object.entries(lab)) {
      assert.deepEqual(command.slice(0, 4), ["serve", name.split("-")[0], "--broker", "kafka:9092"]);
      assert.deepEqual(depends_on, { kafka: { condition: "service_healthy" } });
      assert.ok(build && existsSync(path.resolve(docker, build.context, build.dockerfile)));
      for (const mount of mounts) assert.ok(mount.split(":")[0] in volumes, mount);
    }
  });

  it("sets Kafka up as scripts/kafka does", async () => {
    const script = path.join(root, "scripts/kafka/settings.mjs");
    const module = (await import(pathToFileURL(script).href)) as {
      settings(place: { port: number; controllerPort: number; data: string }): string;
    };
    const ours = module
      .settings({ port: 9092, controllerPort: 9093, data: "/var/lib/kafka/data" })
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string]);
    // The image takes a setting a.b from the variable KAFKA_A_B.
    const theirs = Object.entries(kafka.environment ?? {}).map(
      ([name, value]) =>
        [
          name
            .replace(/^KAFKA_/, "")
            .toLowerCase()
            .replaceAll("_", "."),
          value,
        ] as const,
    );
    const place = /listener|quorum/;
    const plain = (all: readonly (readonly [string, string])[]) =>
      Object.fromEntries(all.filter(([name]) => !place.test(name)));
    assert.deepEqual(plain(theirs), plain(ours));
  });

  it("copies into the image what is there, the packages before the sources", () => {
    const copied = dockerfile.flatMap((line) => /^COPY (?!--from)(.*) \S+$/.exec(line)?.[1].split(" ") ?? []);
    for (const file of copied) assert.ok(existsSync(path.join(root, file)), file);
    const kept = readFileSync(path.join(docker, "Dockerfile.dockerignore"), "utf8").split("\n");
    for (const file of copied)
      assert.ok(kept.includes(`!${file.split("/")[0]}`), `${file} reaches the build`);
    const at = (file: string) => dockerfile.findIndex((line) => line.startsWith(`COPY ${file}`));
    const installed = dockerfile.findIndex((line) => line.includes("setup.install()"));
    for (const manifest of ["package.json package-lock.json", "src/lib/package.json", "src/cli/package.json"])
      assert.ok(at(manifest) >= 0 && at(manifest) < installed, manifest);
    assert.ok(installed < at("src ./src"), "a changed source does not fetch the packages again");
  });

  it("gives the image an init before Node and a user without rights", () => {
    const image = dockerfile.slice(dockerfile.lastIndexOf("FROM node:22-bookworm-slim"));
    assert.ok(image.includes("USER node"));
    const entry = image.flatMap((line) => /^ENTRYPOINT (.*)$/.exec(line)?.[1] ?? []);
    assert.deepEqual(
      entry.map((text) => JSON.parse(text).slice(0, 3)),
      [["tini", "--", "node"]],
    );
  });

  it("has commands that make a whole run on a broker (set DATAPLANE_LAB_KAFKA)", async function () {
    if (KAFKA === undefined) return this.skip();
    this.timeout(240_000);
    const folder = mkdtempSync(path.join(os.tmpdir(), "dataplane-lab-compose-"));
    const run = randomUUID();
    // The image has the bundled data only.
    const { DATAPLANE_LAB_DRST: _, ...env } = process.env;
    const program = path.join(root, "src/cli/bin/dataplane-lab.js");
    try {
      const children = Object.values(lab).map(({ command = [] }) => {
        const args = command.map((word) =>
          filledIn(word, { LAB_RUN: run, LAB_TPS: "0" })
            .replace("kafka:9092", KAFKA ?? "")
            .replace(/^\/results\//, `${folder}/`),
        );
        const child = spawn(process.execPath, [program, ...args], {
          env,
          stdio: ["ignore", "ignore", "pipe"],
        });
        let said = "";
        child.stderr.on("data", (text) => {
          said += text;
        });
        return { child, args, said: () => said };
      });
      // One that fails ends the others, or they would wait for it.
      await Promise.all(
        children.map(async ({ child, args, said }) => {
          const [code] = await once(child, "exit");
          if (code !== 0) for (const other of children) other.child.kill();
          assert.equal(code, 0, `${args.join(" ")}: ${said()}`);
        }),
      );
      const summary = JSON.parse(readFileSync(path.join(folder, run, "summary.json"), "utf8"));
      assert.equal(summary.rows, 900);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
