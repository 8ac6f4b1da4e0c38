// The settings of a broker for one machine: one node, small, nothing replicated, nothing waits.

/** The lines of server.properties; of a setting that comes twice, the later counts. */
export function settings({ port, controllerPort, data, more = [] }) {
  return `${[
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    "controller.listener.names=CONTROLLER",
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    `log.dirs=${data}`,
    // Internal topics as small as they can be: there is one node.
    ...["offsets.topic", "transaction.state.log"].flatMap((name) => [
      `${name}.num.partitions=1`,
      `${name}.replication.factor=1`,
    ]),
    "transaction.state.log.min.isr=1",
    "share.coordinator.state.topic.num.partitions=1",
    "share.coordinator.state.topic.replication.factor=1",
    "share.coordinator.state.topic.min.isr=1",
    "default.replication.factor=1",
    // A misspelt topic is an error, not a new topic.
    "auto.create.topics.enable=false",
    // The first member of a group begins at once.
    "group.initial.rebalance.delay.ms=0",
    // Tests of crashes need not wait six seconds until a dead member is missed.
    "group.min.session.timeout.ms=500",
    // Replayed records carry old event times: by those they would be deleted at the first retention check.
    "log.message.timestamp.type=LogAppendTime",
    "log.cleaner.dedupe.buffer.size=2097152",
    "log.cleaner.threads=1",
    "log.retention.hours=-1",
    ...more,
  ].join("\n")}\n`;
}

/** Options of the Java machine: a small heap, and no compiler whose work would outlive the broker. */
export const JAVA_OPTIONS = [
  "-Xmx256m",
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Djava.awt.headless=true",
  "-Dorg.slf4j.simpleLogger.logFile=System.out",
  "-Dorg.slf4j.simpleLogger.showDateTime=true",
];
