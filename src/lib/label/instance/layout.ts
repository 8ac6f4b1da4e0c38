import { fail, quote } from "../../core";
import {
  defineSchema,
  INSTANCE_FEATURES,
  INSTANCE_SETS,
  type InstanceFeature,
  type InstanceSet,
  type Schema,
} from "../../table";
import { instanceWidth } from "./width";

/**
 * The declared rule by which any number of technologies, queues and flows becomes fixed columns.
 * `technologies`: "current" keeps only the datapath point of the rule's own technology, under the 34 names; a list
 * gives each of its technologies columns of its own, named `TC_rx_packets` and so on. `queues`: "aggregate" folds the
 * queues of a technology into one, a number gives that many their own columns (`TC_queue2_queue_length`). `flows`: the same.
 */
export interface InstanceLayout {
  /** Default "current". */
  readonly technologies?: "current" | readonly string[];
  /** Default "aggregate". */
  readonly queues?: "aggregate" | number;
  /** Default "aggregate". */
  readonly flows?: "aggregate" | number;
}

/** One column of a layout: a feature, and for which technology, queue and flow. */
export interface InstanceColumn {
  readonly name: string;
  readonly feature: InstanceFeature;
  /** Null where the technology is the rule's own, or the feature has none. */
  readonly technology: string | null;
  /** From 0; null where queues are aggregated, or the feature has none. */
  readonly queue: number | null;
  /** From 0; null where flows are aggregated, or the feature has none. */
  readonly flow: number | null;
}

/** The technologies of NetLabeller's testbed, in its order. */
export const TECHNOLOGIES = ["TC", "OVS", "IPTABLES"] as const;

const MOST = 64;

/**
 * The columns of a layout. In the plain layout ("current") they stand in the order of the 34; in any other, set by set:
 * D, P, T, Q, F, R as the instance is defined.
 *
 * @throws LabError `argument` when technologies repeat or are none, or counts are not whole numbers up to 64
 * @example
 * label.instanceColumns().length //=> 34
 * label.instanceColumns({ technologies: ["TC", "OVS"] }).length //=> 49
 */
export function instanceColumns(layout: InstanceLayout = {}): InstanceColumn[] {
  const technologies = checkedTechnologies(layout.technologies ?? "current");
  const queues = places(layout.queues ?? "aggregate", "queues");
  const flows = places(layout.flows ?? "aggregate", "flows");
  const plain = technologies.length === 1 && technologies[0] === null;
  const columns = INSTANCE_SETS.flatMap((set) => columnsOf(set, technologies, queues, flows));
  const width = instanceWidth({ queues: technologies.map(() => queues.length), flows: flows.length });
  if (columns.length !== width) {
    fail({ code: "internal", expected: `${width} columns by the width formula`, found: `${columns.length}` });
  }
  if (plain && queues[0] === null && flows[0] === null) {
    return columns.sort((a, b) => a.feature.number - b.feature.number);
  }
  return columns;
}

/** The schema of a layout: each column keeps the unit, formula and version of its feature. */
export function instanceSchema(layout: InstanceLayout = {}): Schema {
  return defineSchema(
    "instances",
    1,
    instanceColumns(layout).map(({ name, feature, technology, queue, flow }) => {
      const of = [
        technology,
        queue === null ? null : `queue ${queue + 1}`,
        flow === null ? null : `flow ${flow + 1}`,
      ];
      const place = of.filter((part) => part !== null).join(", ");
      return {
        ...feature,
        name,
        formula: place === "" ? feature.formula : `${feature.formula}; of ${place}`,
      };
    }),
  );
}

function columnsOf(
  set: InstanceSet,
  technologies: readonly (string | null)[],
  queues: readonly (number | null)[],
  flows: readonly (number | null)[],
): InstanceColumn[] {
  const none = [null];
  const features = INSTANCE_FEATURES.filter((feature) => feature.set === set);
  return (set === "T" || set === "Q" ? technologies : none).flatMap((technology) =>
    (set === "Q" ? queues : none).flatMap((queue) =>
      (set === "F" ? flows : none).flatMap((flow) =>
        features.map((feature) => ({
          name: columnName(feature.name, technology, queue, flow),
          feature,
          technology,
          queue,
          flow,
        })),
      ),
    ),
  );
}

function columnName(
  name: string,
  technology: string | null,
  queue: number | null,
  flow: number | null,
): string {
  const prefix = technology === null ? "" : `${technology}_`;
  return `${prefix}${queue === null ? "" : `queue${queue + 1}_`}${flow === null ? "" : `flow${flow + 1}_`}${name}`;
}

function checkedTechnologies(given: "current" | readonly string[]): readonly (string | null)[] {
  if (given === "current") return [null];
  const bad = !Array.isArray(given) || given.length === 0 || given.length > MOST;
  if (
    bad ||
    given.some((name) => typeof name !== "string" || name === "") ||
    new Set(given).size < given.length
  ) {
    fail({
      code: "argument",
      expected: `"current", or a list of 1 to ${MOST} technologies that differ`,
      found: bad ? quote(given) : quote(JSON.stringify(given)),
    });
  }
  return given;
}

function places(given: "aggregate" | number, what: string): readonly (number | null)[] {
  if (given === "aggregate") return [null];
  if (!Number.isSafeInteger(given) || given < 1 || given > MOST) {
    fail({ code: "argument", expected: `"aggregate", or 1 to ${MOST} ${what}`, found: quote(given) });
  }
  return Array.from({ length: given }, (_, i) => i);
}
