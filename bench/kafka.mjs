// npm run bench -- kafka [rows] [turns]: rows of 63 columns produced and consumed on a real broker, in the original's JSON
// and in typed frames, beside Kafka's own producer-perf-test and consumer-perf-test with records of the same bytes and
// of 1,400. Every turn is a process of its own, ours and the tool's one after another; medians over the turns.
// Needs Java 17 and, the first time, Maven.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { startBroker } from "../scripts/kafka/broker.mjs";
import { classPath } from "../scripts/kafka/jars.mjs";
import { java } from "../scripts/kafka/java.mjs";
import { root } from "../scripts/setup.mjs";

const { stream } = createRequire(import.meta.url)("../src/lib/dist/index.js");
const ROWS = Number(process.argv[2] ?? 60_000);
const TURNS = Number(process.argv[3] ?? 3);
const ORIGINAL_BYTES = 1_400;
/** What the tool is given to do its best: as many bytes a request as ours. */
const PRODUCER = ["acks=all", "batch.size=524288", "linger.ms=5"];

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

function child(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    cwd: root,
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return stdout;
}

const tool = (name, ...args) =>
  child(java(), [
    "-Xmx512m",
    "-cp",
    classPath("tools", { say: console.error }),
    `org.apache.kafka.tools.${name}`,
    ...args,
  ]);

function ours(action, form, topic) {
  return JSON.parse(child(process.execPath, ["bench/kafka/worker.mjs", action, form, address, topic, ROWS]));
}

/** Records a second of Kafka's producer, as it says itself. */
function toolProduces(topic, records, bytes) {
  const said = tool(
    "ProducerPerformance",
    ...["--bootstrap-server", address, "--topic", topic, "--num-records", records, "--record-size", bytes],
    ...["--throughput", "-1", "--command-property", ...PRODUCER],
  );
  return Number(/([\d.]+) records\/sec/.exec(said.trim().split("\n").at(-1))[1]);
}

/** Records a second of Kafka's consumer, without the time in which it joined its group. */
function toolConsumes(topic, records) {
  const said = tool(
    "ConsumerPerformance",
    ...["--bootstrap-server", address, "--topic", topic, "--num-records", records, "--hide-header"],
  );
  return Number(said.trim().split("\n").at(-1).split(",").at(-1));
}

const folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-bench-"));
let broker;
let address;
try {
  broker = await startBroker(folder, { say: console.error });
  address = broker.address;
  const log = stream.kafkaLog({ brokers: address });
  let serial = 0;
  const topic = async () => {
    const name = `bench-${serial++}`;
    await log.createTopics([{ name, partitions: 3 }]);
    return name;
  };
  const results = [];
  for (let turn = 0; turn < TURNS; turn++) {
    for (const form of ["json", "typed"]) {
      const [mine, theirs] = [await topic(), await topic()];
      const produced = ours("produce", form, mine);
      const bytes = Math.round(produced.bytes / produced.records);
      const produces = toolProduces(theirs, produced.records, bytes);
      const consumed = ours("consume", form, mine);
      const consumes = toolConsumes(theirs, produced.records);
      results.push({ form, bytes, each: ROWS / produced.records, produced, produces, consumed, consumes });
      await log.deleteTopics([mine, theirs]);
    }
    const plain = await topic();
    results.push({
      form: "1400",
      produces: toolProduces(plain, ROWS, ORIGINAL_BYTES),
      consumes: toolConsumes(plain, ROWS),
    });
    await log.deleteTopics([plain]);
    console.error(`turn ${turn + 1} of ${TURNS}, load ${loadavg()[0].toFixed(1)}`);
  }
  await log.close();
  report(results);
} finally {
  await broker?.kill();
  rmSync(folder, { recursive: true, force: true });
}

function report(results) {
  const of = (form, value) => median(results.filter((result) => result.form === form).map(value));
  const round = (value) => Math.round(value).toLocaleString("en-US");
  console.log(
    `${ROWS} rows, ${TURNS} turns, medians; rows a second, in brackets CPU microseconds a row of ours`,
  );
  console.log(
    "| records | bytes | rows each | produced, ours | produced, Kafka's tool | consumed, ours | consumed, Kafka's tool |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const form of ["json", "typed"]) {
    const each = of(form, (r) => r.each);
    const cpu = (part) => (of(form, (r) => r[part].cpu / r[part].rows) * 1e6).toFixed(1);
    console.log(
      `| ${form} | ${round(of(form, (r) => r.bytes))} | ${each} ` +
        `| ${round(of(form, (r) => r.produced.rows / r.produced.seconds))} (${cpu("produced")}) ` +
        `| ${round(of(form, (r) => r.produces * each))} ` +
        `| ${round(of(form, (r) => r.consumed.rows / r.consumed.seconds))} (${cpu("consumed")}) ` +
        `| ${round(of(form, (r) => r.consumes * each))} |`,
    );
  }
  console.log(
    `| plain | ${ORIGINAL_BYTES} | 1 | | ${round(of("1400", (r) => r.produces))} | | ${round(of("1400", (r) => r.consumes))} |`,
  );
  const ratio = (part, tools) =>
    (of("typed", (r) => r[part].rows / r[part].seconds) / of("1400", (r) => r[tools])).toFixed(2);
  console.log(
    `typed rows for each ${ORIGINAL_BYTES}-byte record of Kafka's tools: ` +
      `produced ${ratio("produced", "produces")}, consumed ${ratio("consumed", "consumes")} (goal: at least 1)`,
  );
}
