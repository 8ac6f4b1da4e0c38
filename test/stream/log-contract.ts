import type { Log } from "../../src/lib/stream";
import { describeGroups } from "./log-contract/groups";
import { describeMembers } from "./log-contract/members";
import { describeRecords } from "./log-contract/records";
import { describeTopics } from "./log-contract/topics";

/** A log to be tried, and how to let go of whatever it runs on. */
export interface OpenedLog {
  readonly log: Log;
  close(): Promise<void>;
}

/**
 * What every log promises, by enumeration. What takes time on a broker is waited for, with generous deadlines; topics
 * and groups have names of their own in each test, so that all of them can share a broker.
 */
export function describeLogContract(name: string, openLog: () => Promise<OpenedLog>): void {
  describe(`log contract: ${name}`, function () {
    this.timeout(120_000);
    let opened: OpenedLog;
    before(async () => {
      opened = await openLog();
    });
    after(async () => opened?.close());
    describeRecords(() => opened.log);
    describeGroups(() => opened.log);
    describeMembers(() => opened.log);
    describeTopics(() => opened.log, openLog);
  });
}
