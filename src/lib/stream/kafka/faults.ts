import { fail, LabError, quote } from "../../core";
import { unknownTopic } from "../topic-spec";

/** What kafkajs throws; its errors wrap one another, and the innermost one tells what happened. */
interface BrokerError {
  readonly name: string;
  readonly message: string;
  /** The protocol's name for the error, as UNKNOWN_TOPIC_OR_PARTITION. */
  readonly type?: string;
  readonly retriable?: boolean;
  readonly code?: string | number;
}

const isError = (error: unknown): error is Error => error instanceof Error;

function innermost(error: unknown): BrokerError {
  let inner = error;
  while (isError(inner) && isError(inner.cause)) inner = inner.cause;
  return isError(inner) ? inner : { name: "Error", message: String(inner) };
}

const UNREACHABLE = new Set([
  "KafkaJSConnectionError",
  "KafkaJSConnectionClosedError",
  "KafkaJSRequestTimeoutError",
  "KafkaJSBrokerNotFound",
  "KafkaJSNoBrokerAvailableError",
  "KafkaJSLockTimeout",
  "KafkaJSMetadataNotLoaded",
  "KafkaJSTopicMetadataNotLoaded",
  "KafkaJSGroupCoordinatorNotFound",
]);
const UNKNOWN_TOPIC = "UNKNOWN_TOPIC_OR_PARTITION";
const TOO_LARGE = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);
const REJOINING = new Set(["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "REBALANCE_IN_PROGRESS"]);
/** The broker has forgotten the producer, or remembers another sequence: a new producer goes on. */
const FORGOTTEN = new Set(["UNKNOWN_PRODUCER_ID", "OUT_OF_ORDER_SEQUENCE_NUMBER", "INVALID_PRODUCER_EPOCH"]);

const DENIED = "KafkaJSSASLAuthenticationError";
/** The user is known and may not do this: TOPIC_, GROUP_, CLUSTER_, … */
const FORBIDDEN = /_AUTHORIZATION_FAILED$/;
/** How Node calls what it found when it checked the other side, or when that speaks no TLS. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_(?:SSL|TLS)|HOSTNAME_MISMATCH|EPROTO/;

export const typeOf = (error: unknown): string | undefined => innermost(error).type;
export const isUnknownTopic = (error: unknown): boolean => typeOf(error) === UNKNOWN_TOPIC;
export const isRejoining = (error: unknown): boolean => REJOINING.has(typeOf(error) ?? "");
export const isForgotten = (error: unknown): boolean => FORGOTTEN.has(typeOf(error) ?? "");

/** Whether trying again can help: the broker is away, or asks for patience. */
export function isTransient(error: unknown): boolean {
  const inner = innermost(error);
  const { name, type, retriable } = inner;
  if (isUntrusted(inner)) return false;
  if (type === UNKNOWN_TOPIC || TOO_LARGE.has(type ?? "")) return false;
  return UNREACHABLE.has(name) || (type !== undefined && retriable === true);
}

function isUntrusted({ name, code }: BrokerError): boolean {
  return name === "KafkaJSConnectionError" && typeof code === "string" && UNTRUSTED.test(code);
}

/**
 * Whether a group will never be joined: the broker answered, and asking again gives the same answer. What has no name
 * in the protocol is kafkajs in a state that a new one is not in, and a broker that has just started may not know its
 * topics and groups yet.
 */
export function isRefusal(error: unknown): boolean {
  const { name, type } = innermost(error);
  if (name === DENIED) return true;
  return type !== undefined && type !== UNKNOWN_TOPIC && !REJOINING.has(type) && !isTransient(error);
}

/** Where a log looks for its broker, for the messages. */
export interface Place {
  readonly brokers: readonly string[];
  readonly topic?: string;
  /** The group that was to be joined. */
  readonly group?: string;
}

/** Throws what kafkajs threw as an error of ours. */
export function failAs(error: unknown, { brokers, topic, group }: Place): never {
  if (error instanceof LabError) throw error;
  const inner = innermost(error);
  const { name, message, type } = inner;
  const where = { file: `kafka://${brokers.join(",")}${topic === undefined ? "" : `/${topic}`}` };
  if (type === UNKNOWN_TOPIC) unknownTopic(topic ?? "");
  if (name === DENIED)
    fail({
      code: "denied",
      expected: `a user and password that ${brokers.join(", ")} takes`,
      // What a broker answers to a password stays out of the causes too.
      found: message.replace(/ authentication failed:.*/s, " was refused"),
      hint: "Check mechanism, username and password of the option sasl (--broker-config)",
    });
  if (isUntrusted(inner))
    fail({
      code: "untrusted",
      expected: `TLS with a trusted certificate at ${brokers.join(", ")}`,
      found: `${message} (${inner.code})`,
      hint: "Name the cluster's authority with ssl.ca, or leave ssl out where the broker speaks none (--broker-config)",
      cause: error,
    });
  if (type === "INVALID_TOPIC_EXCEPTION")
    fail({
      code: "argument",
      expected: "a topic name of letters, digits, dots, dashes and underscores",
      found: quote(topic ?? message),
      cause: error,
    });
  if (TOO_LARGE.has(type ?? ""))
    fail({ code: "limit", expected: "records that the topic takes", found: message, where, cause: error });
  if (isTransient(error))
    fail({
      code: "unavailable",
      expected: `a Kafka broker at ${brokers.join(", ")}`,
      found: UNREACHABLE.has(name) ? `none (${message})` : message,
      hint: HINT,
      cause: error,
    });
  if (group !== undefined)
    fail({
      code: isRefusal(error) ? "refused" : "broker",
      expected: `the broker to take a member into the group ${quote(group)}`,
      found: type === undefined ? message : `${type} (${message})`,
      where,
      hint: GROUP_HINTS[type ?? ""],
      cause: error,
    });
  if (FORBIDDEN.test(type ?? ""))
    fail({
      code: "denied",
      expected: "the right to do this",
      found: `${type} (${message})`,
      where,
      hint: "Whoever runs the cluster can allow it to this user",
      cause: error,
    });
  fail({ code: "broker", expected: "the broker to do as asked", found: message, where, cause: error });
}

/** What a person can do about a group that is refused. */
const GROUP_HINTS: Readonly<Record<string, string | undefined>> = {
  GROUP_AUTHORIZATION_FAILED: "Whoever runs the cluster can allow this user to read with this group",
  TOPIC_AUTHORIZATION_FAILED: "Whoever runs the cluster can allow this user to read the topic",
  INCONSISTENT_GROUP_PROTOCOL: "Programs of another kind are members of this group: take another name for it",
  INVALID_SESSION_TIMEOUT:
    "The broker's group.min.session.timeout.ms and group.max… bound the option sessionMs",
};

const HINT =
  "Start one with `npm run kafka -- start` (needs Java) or `docker compose -f docker/compose.yaml up kafka`, " +
  "or name another address. One that asks for TLS or a password needs ssl or sasl (--broker-config), one without TLS no ssl";
