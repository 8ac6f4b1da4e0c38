import { random } from "../../../src/lib/core";
import { Table } from "../../../src/lib/table";

/** Rows of a small made-up chain: two counters that follow the load, one of noise; `bend` changes what they mean. */
export function chainRows(rows: number, seed: string, bend = 1): Table {
  const draw = random(seed);
  const load = Float64Array.from({ length: rows }, () => 200 + 800 * draw.uniform());
  return Table.of({
    experiment: Array.from({ length: rows }, (_, i) => `exp-${Math.floor(i / 50)}`),
    firewall_cycles: load.map((v) => 3 * v * bend + 5 * draw.normal()),
    bridge_cycles: load.map((v) => 2 * v + 5 * draw.normal()),
    bridge_branches: load.map(() => draw.normal()),
    output_rate: load.map((v) => (bend === 1 ? v : 300 + v / 4)),
  });
}
