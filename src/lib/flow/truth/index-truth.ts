import type { Table } from "../../table";

/** Ground truth prepared for look-ups: rows by protocol and end points, each list ordered by start. */
export interface TruthIndex {
  /** Calls back with each truth row of these end points, in either direction; `reversed` says which. */
  visit(ends: EndPoints, callback: (row: number, reversed: boolean) => void): void;
}

export interface EndPoints {
  readonly protocol: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

const ANY = "*";

/** Rows whose port is NaN hold for every port: they are found under the key with a star there. */
export function indexTruth(truth: Table): TruthIndex {
  const rows = new Map<string, number[]>();
  const protocol = truth.numbers("protocol");
  const source = truth.column("src_addr");
  const destination = truth.column("dst_addr");
  const sourcePort = truth.numbers("src_port");
  const destinationPort = truth.numbers("dst_port");
  const portKey = (port: number): string => (Number.isNaN(port) ? ANY : String(port));
  for (let row = 0; row < truth.length; row++) {
    const key = `${protocol[row]}|${source[row]}|${portKey(sourcePort[row])}|${destination[row]}|${portKey(destinationPort[row])}`;
    const list = rows.get(key);
    if (list === undefined) rows.set(key, [row]);
    else list.push(row);
  }
  const visitKey = (
    protocolNumber: number,
    [a, aPort]: readonly [string, number],
    [b, bPort]: readonly [string, number],
    callback: (row: number) => void,
  ): void => {
    for (const left of [String(aPort), ANY]) {
      for (const right of [String(bPort), ANY]) {
        for (const row of rows.get(`${protocolNumber}|${a}|${left}|${b}|${right}`) ?? []) callback(row);
      }
    }
  };
  return {
    visit(ends, callback) {
      const from = [ends.source, ends.sourcePort] as const;
      const to = [ends.destination, ends.destinationPort] as const;
      visitKey(ends.protocol, from, to, (row) => callback(row, false));
      // A flow from a host to itself would be found twice.
      if (from[0] !== to[0] || from[1] !== to[1])
        visitKey(ends.protocol, to, from, (row) => callback(row, true));
    },
  };
}
