import type { InstanceParts, Metrics, PointParts } from "../instance/parts";
import { grouped } from "./grouped";
import type { PortRows, ResourceRow } from "./queries";

/** One rule with everything that belongs to it, and where each value came from. */
export interface ExtractedRule {
  readonly rule: string;
  readonly device: string;
  readonly port: string;
  /** When the newest of the rule's own metrics was reported, ms since the epoch. */
  readonly time: number;
  readonly parts: InstanceParts;
  /** The same shape, with `topic/partition/offset` in place of each value; made when it is asked for. */
  readonly sources: InstanceParts;
}

/** A row's values, or where they came from. */
type Side = (row: ResourceRow) => Metrics;
/** What all rules of a port share. */
type Around = Pick<InstanceParts, "device" | "port" | "points">;

const VALUES: Side = (row) => row.values;
const SOURCES: Side = (row) => row.sources;

/** The rules of a port, sorted by their ids, each with the resources around it. */
export function shapeRules(device: string, port: string, rows: PortRows): ExtractedRule[] {
  const flows = grouped(rows.flows, (row) => row.rule ?? "");
  const around = aroundOf(rows, VALUES);
  let sourcesAround: Around | undefined;
  const sources = (): Around => {
    sourcesAround ??= aroundOf(rows, SOURCES);
    return sourcesAround;
  };
  return sorted(rows.rules, (row) => row.rule ?? row.resource).map(([rule, own]) => {
    const met = sorted(flows.get(rule) ?? [], (row) => row.resource).map(([, flow]) => flow);
    return new ShapedRule(rule, device, port, own, met, around, sources);
  });
}

/** A class, so that the rules of one extraction share the function that makes sources. */
class ShapedRule implements ExtractedRule {
  readonly time: number;
  readonly parts: InstanceParts;
  readonly #own: readonly ResourceRow[];
  readonly #flows: readonly (readonly ResourceRow[])[];
  readonly #sourcesAround: () => Around;

  constructor(
    readonly rule: string,
    readonly device: string,
    readonly port: string,
    own: readonly ResourceRow[],
    flows: readonly (readonly ResourceRow[])[],
    around: Around,
    sourcesAround: () => Around,
  ) {
    this.time = own.reduce((newest, row) => Math.max(newest, row.time), Number.NEGATIVE_INFINITY);
    this.#own = own;
    this.#flows = flows;
    this.#sourcesAround = sourcesAround;
    this.parts = this.#partsOf(around, VALUES);
  }

  get sources(): InstanceParts {
    return this.#partsOf(this.#sourcesAround(), SOURCES);
  }

  #partsOf({ device, port, points }: Around, side: Side): InstanceParts {
    const flows = this.#flows.map((flow) => merged(flow, side));
    return { device, port, points, flows, rule: merged(this.#own, side) };
  }
}

function aroundOf(rows: PortRows, side: Side): Around {
  const of = (kind: string): readonly ResourceRow[] => rows.points.filter((row) => row.kind === kind);
  const queues = sorted(of("queue"), (row) => row.resource);
  const points = sorted(of("point"), (row) => row.resource).map(([, point]): PointParts => {
    const technology = point[0].technology ?? "";
    const own = queues.filter(([, queue]) => queue[0].technology === technology);
    return { technology, metrics: merged(point, side), queues: own.map(([, queue]) => merged(queue, side)) };
  });
  return { device: merged(rows.device, side), port: merged(of("port"), side), points };
}

/** Rows by a key, in the order of the keys. */
function sorted(
  rows: readonly ResourceRow[],
  keyOf: (row: ResourceRow) => string,
): [string, readonly ResourceRow[]][] {
  return [...grouped(rows, keyOf)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function merged(rows: readonly ResourceRow[], side: Side): Metrics {
  return rows.length === 1 ? side(rows[0]) : new Map(rows.flatMap((row) => [...side(row)]));
}
