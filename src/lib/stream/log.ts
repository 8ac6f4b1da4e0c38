/** Where a record stands. Offsets grow by record within a partition; they may have gaps (compaction, transactions). */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A record as it comes out of a log. Key and value are bytes; what they mean is the codec's business. */
export interface LogRecord extends Position {
  /** When the log took it, ms since the epoch. Event time travels inside the value: see RECIPES of retention. */
  readonly time: number;
  readonly key: Uint8Array | null;
  /** Null is a tombstone: on a compacted topic it removes the key. */
  readonly value: Uint8Array | null;
  /** Without a prototype: a name that was not sent is undefined, whatever it is. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A record on its way in. Without a partition the key decides (hash), without a key the partitions take turns. */
export interface NewRecord {
  readonly partition?: number;
  readonly key?: Uint8Array | string | null;
  readonly value: Uint8Array | string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Retention {
  /** Records older than this may go; default: none goes by age. */
  readonly ms?: number;
  /** A partition larger than this may lose its oldest records; default: no limit. */
  readonly bytes?: number;
}

export interface TopicSpec {
  readonly name: string;
  /** Default 1. */
  readonly partitions?: number;
  readonly retention?: Retention;
  /** Keep the newest record of each key only. Default false. */
  readonly compact?: boolean;
  /** The largest record taken, in bytes; default 1 MiB. */
  readonly maxRecordBytes?: number;
}

export interface TopicInfo {
  readonly name: string;
  readonly partitions: number;
}

/** The offsets of one partition: records stand at or above `earliest` and below `latest`. */
export interface PartitionRange {
  readonly partition: number;
  readonly earliest: number;
  readonly latest: number;
}

/** Records of one partition, in offset order, never empty. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
}

export interface ConsumerOptions {
  /** Members of a group share the partitions, and its committed offsets survive them. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a partition without a committed offset begins; default "earliest". */
  readonly from?: "earliest" | "latest";
  /** Most records in a batch; default 500. */
  readonly maxRecords?: number;
  /** Told after each change of the assignment, before the first batch of it. */
  readonly onAssign?: (assigned: readonly { readonly topic: string; readonly partition: number }[]) => void;
}

/**
 * One member of a group. Delivery is at least once: what was handed out and not committed comes again, to this
 * member or another, so effects are keyed by topic, partition and offset.
 */
export interface Consumer {
  readonly group: string;
  /**
   * Resolves when partitions are assigned (possibly none, when the group has more members than partitions), and where
   * they begin is fixed: a record that is appended after it will be handed out, also when reading from "latest".
   * Rejects when the log refuses the group for good (then each poll fails with the same), or when it was away for longer
   * than is waited (then it is tried on, and polls go on when it is back).
   */
  readonly ready: Promise<void>;
  /** The partitions that are this member's now. */
  assignment(): readonly { readonly topic: string; readonly partition: number }[];
  /**
   * The next batch of any assigned, unpaused partition; undefined when `waitMs` (default 100) passed without one, or
   * when the consumer was closed. One call at a time.
   *
   * @throws LabError one that {@link isFinal} when the log will never take this member, `unavailable` when it is away
   */
  poll(waitMs?: number): Promise<Batch | undefined>;
  /**
   * Commits everything that polls have handed out so far, or exactly the given next offsets. Partitions that are no
   * longer this member's are left out: they come again to another.
   */
  commit(next?: readonly Position[]): Promise<void>;
  /** The next poll of this partition, which must be this member's, begins there. Nothing is committed by it. */
  seek(position: Position): Promise<void>;
  /** Hands out nothing from these topics until `resume`; membership stays. Default: all topics. */
  pause(topics?: readonly string[]): void;
  resume(topics?: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * Topics of partitions of records: what replays, predictions, decisions and models travel on. Two implementations
 * behind one contract test: {@link embeddedLog} in this process, and {@link kafkaLog} on a broker.
 *
 * @throws LabError `not-found` (unknown topic), `argument` (bad name, partition), `limit` (record too large),
 * `closed`, `unavailable` (no broker; says where it was looked for and how to start one)
 */
export interface Log {
  /** "embedded" or "kafka". */
  readonly kind: string;
  /** Makes the topics that do not exist; one that exists with other partitions is an error. */
  createTopics(specs: readonly TopicSpec[]): Promise<void>;
  topics(): Promise<readonly TopicInfo[]>;
  /** Deletes topics with all that is in them. From then on they take no records. */
  deleteTopics(names: readonly string[]): Promise<void>;
  /** Appends in order, durably as far as the log is durable; resolves with where each record stands. */
  append(topic: string, records: readonly NewRecord[]): Promise<readonly Position[]>;
  ranges(topic: string): Promise<readonly PartitionRange[]>;
  /** Records from an offset on, outside of any group: up to `most` (default 500) that exist now. */
  read(topic: string, partition: number, from: number, most?: number): Promise<readonly LogRecord[]>;
  consumer(options: ConsumerOptions): Promise<Consumer>;
  /** The committed next offsets of a group, for the partitions that have any. */
  committed(group: string, topic: string): Promise<readonly Position[]>;
  close(): Promise<void>;
}
