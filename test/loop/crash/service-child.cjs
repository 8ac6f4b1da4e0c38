// One service of a loop in a process of its own, that kills itself at a given append: see killed-run.ts.
// Argument: JSON { service, brokers, run, instance, reference?, folder?, maxRecords?, stages?: [{ name, file }], kill?: { topic, nth, mode, delayMs } }
const path = require("node:path");
const { loop, stream, table } = require(path.resolve(__dirname, "../../../src/lib/dist"));

const options = JSON.parse(process.argv[2]);
const inner = stream.kafkaLog({ brokers: options.brokers, sessionMs: 2000 });
const die = () => process.kill(process.pid, "SIGKILL");
const forever = () => new Promise(() => {});
let appends = 0;

/** Whether a record is one of those that are counted: by a text in its value or headers. */
function matches({ value, headers }, { match }) {
  if (match === undefined) return true;
  return [value, ...Object.values(headers ?? {})].some(
    (text) => typeof text === "string" && text.includes(match),
  );
}

/** Dies some time after it read a trigger: in the middle of the training. */
async function read(topic, partition, from, most) {
  const records = await inner.read(topic, partition, from, most);
  const { kill } = options;
  const trigger = ({ key }) => key !== null && Buffer.from(key).toString() === `${options.run}-1`;
  if (kill?.mode === "training" && topic.endsWith(".control") && records.some(trigger)) {
    setTimeout(die, kill.delayMs);
  }
  return records;
}

async function append(topic, records) {
  const { kill } = options;
  const meant =
    kill !== undefined && topic.endsWith(kill.topic) && records.some((record) => matches(record, kill));
  if (!meant || ++appends !== kill.nth) {
    return inner.append(topic, records);
  }
  if (kill.mode === "before") die();
  // The first part of what should have been one append is on the broker, the rest never will be.
  if (kill.mode === "half") await inner.append(topic, records.slice(0, Math.ceil(records.length / 2)));
  if (kill.mode === "half" || kill.mode === "after") {
    if (kill.mode === "after") await inner.append(topic, records);
    die();
  }
  // Somewhere while it is on its way.
  inner.append(topic, records).catch(() => undefined);
  setTimeout(die, kill.delayMs);
  return forever();
}

const log = {
  kind: inner.kind,
  createTopics: (specs) => inner.createTopics(specs),
  topics: () => inner.topics(),
  deleteTopics: (names) => inner.deleteTopics(names),
  append,
  ranges: (topic) => inner.ranges(topic),
  read,
  consumer: (settings) => inner.consumer(settings),
  committed: (group, topic) => inner.committed(group, topic),
  close: () => inner.close(),
};

async function main() {
  const abort = new AbortController();
  process.once("SIGTERM", () => abort.abort());
  const { run, instance, folder, maxRecords } = options;
  const common = { log, run, instance, signal: abort.signal, waitMs: 60_000 };
  if (options.clockMs !== undefined) {
    const now = Date.now.bind(Date);
    Date.now = () => now() + options.clockMs;
  }
  if (options.service === "produce") {
    const read = async ({ name, file }) => ({ name, rows: await table.readCsv(file) });
    const stages = await Promise.all(options.stages.map(read));
    const reference = await table.readCsv(options.reference);
    await loop.serveProduce({ ...common, reference, stages, form: "json", expect: {} });
  } else if (options.service === "predict") await loop.servePredict({ ...common, maxRecords });
  else {
    const reference = await table.readCsv(options.reference);
    if (options.service === "retrain") await loop.serveRetrain({ ...common, reference });
    else await loop.serveMonitor({ ...common, reference, folder });
  }
  await log.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
