import { fail, quote } from "../../core";
import type { Device, Topology } from "../topology/topology";
import { TECHNOLOGY_MODELS } from "./technology";

export interface SimulatedMachine {
  readonly name: string;
  readonly physical: boolean;
  readonly ports: number;
}

/** The machines of the paper's testbed: edge (gNB) and core (5GC), three usable ports each. The core is virtual. */
export const EDGE_AND_CORE: readonly SimulatedMachine[] = [
  { name: "edge", physical: true, ports: 3 },
  { name: "core", physical: false, ports: 3 },
];

const PORT_SPEED = 1e9;

/** The topology of simulated machines: every port with a point of each technology, port i of a machine linked to port i of the next. */
export function buildTopology(machines: readonly SimulatedMachine[]): Topology {
  const names = machines.map((machine) => machine.name);
  if (machines.length === 0 || new Set(names).size < names.length || names.includes("")) {
    fail({ code: "argument", expected: "machines with names that differ", found: quote(names.join(", ")) });
  }
  for (const { name, ports } of machines) {
    if (Number.isSafeInteger(ports) && ports >= 1 && ports <= 256) continue;
    fail({ code: "argument", expected: `1 to 256 ports of ${name}`, found: quote(ports) });
  }
  const devices = machines.map(
    ({ name, physical, ports }): Device => ({
      id: name,
      physical,
      ports: Array.from({ length: ports }, (_, i) => portOf(`${name}/eth${i}`)),
    }),
  );
  const links = devices.slice(1).flatMap((device, d) =>
    device.ports.flatMap((port, i) => {
      const before = devices[d].ports[i];
      return before === undefined ? [] : [{ from: before.id, to: port.id }];
    }),
  );
  return { version: 1, devices, links };
}

function portOf(id: string): Device["ports"][number] {
  return {
    id,
    speed: PORT_SPEED,
    points: TECHNOLOGY_MODELS.map((model) => ({
      id: `${id}/${model.name}`,
      technology: model.name,
      nicSpeed: PORT_SPEED * model.nicShare,
      searchComplexity: model.searchComplexity,
      maximumRules: model.maximumRules,
      queues: Array.from({ length: model.queues }, (_, q) => ({
        id: `${id}/${model.name}/queue${q}`,
        length: model.queueLength / model.queues,
        discipline: model.discipline,
        maxBandwidth: null,
      })),
    })),
  };
}
