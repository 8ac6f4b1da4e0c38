import { Table } from "../../table";
import type { Topology } from "./topology";

/** A topology to draw: nodes with a place in the plane (both axes from 0 to 1) and edges from place to place. */
export interface TopologyGraph {
  /** id, kind (device, port, point), label, x, y */
  readonly nodes: Table;
  /** kind (has, link), from, to, x, y, x2, y2 */
  readonly edges: Table;
}

/**
 * A topology as a layered graph, the same for the same topology: devices in the top row, their ports below them, and the
 * ports' datapath points at the bottom; links run from port to port.
 */
export function topologyGraph(topology: Topology): TopologyGraph {
  const nodes: { id: string; kind: string; label: string; x: number; y: number }[] = [];
  const edges: { kind: string; from: string; to: string }[] = [];
  const columns = topology.devices.reduce(
    (sum, device) =>
      sum +
      Math.max(
        1,
        device.ports.reduce((n, port) => n + Math.max(1, port.points.length), 0),
      ),
    0,
  );
  let column = 0;
  for (const device of topology.devices) {
    const first = column;
    for (const port of device.ports) {
      const begin = column;
      for (const point of port.points) {
        nodes.push({
          id: point.id,
          kind: "point",
          label: point.technology,
          x: (column + 0.5) / columns,
          y: 0,
        });
        edges.push({ kind: "has", from: port.id, to: point.id });
        column++;
      }
      if (column === begin) column++;
      nodes.push({ id: port.id, kind: "port", label: port.id, x: (begin + column) / 2 / columns, y: 0.5 });
      edges.push({ kind: "has", from: device.id, to: port.id });
    }
    if (column === first) column++;
    nodes.push({ id: device.id, kind: "device", label: device.id, x: (first + column) / 2 / columns, y: 1 });
  }
  for (const link of topology.links) edges.push({ kind: "link", ...link });

  const place = new Map(nodes.map((node) => [node.id, node]));
  const at = (id: string, axis: "x" | "y"): number => place.get(id)?.[axis] ?? Number.NaN;
  return {
    nodes: Table.of({
      id: nodes.map((node) => node.id),
      kind: nodes.map((node) => node.kind),
      label: nodes.map((node) => node.label),
      x: nodes.map((node) => node.x),
      y: nodes.map((node) => node.y),
    }),
    edges: Table.of({
      kind: edges.map((edge) => edge.kind),
      from: edges.map((edge) => edge.from),
      to: edges.map((edge) => edge.to),
      x: edges.map((edge) => at(edge.from, "x")),
      y: edges.map((edge) => at(edge.from, "y")),
      x2: edges.map((edge) => at(edge.to, "x")),
      y2: edges.map((edge) => at(edge.to, "y")),
    }),
  };
}
