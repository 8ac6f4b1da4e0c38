import type { Table } from "../../table";
import { canonicalAddress } from "./address";
import type { EndPoints } from "./index-truth";

/** Protocol and end points of each flow of a table, IPv4 or IPv6, in the spelling of the ground truth. */
export function flowEnds(flows: Table): (flow: number) => EndPoints {
  const protocol = flows.numbers("PROTOCOL");
  const sourcePort = flows.numbers("L4_SRC_PORT");
  const destinationPort = flows.numbers("L4_DST_PORT");
  const source = addresses(flows, "SRC");
  const destination = addresses(flows, "DST");
  return (flow) => ({
    protocol: protocol[flow],
    source: source(flow),
    sourcePort: sourcePort[flow],
    destination: destination(flow),
    destinationPort: destinationPort[flow],
  });
}

function addresses(flows: Table, end: "SRC" | "DST"): (flow: number) => string {
  const columns = [`IPV4_${end}_ADDR`, `IPV6_${end}_ADDR`]
    .filter((name, i) => i === 0 || flows.has(name))
    .map((name) => flows.column(name));
  const canonical = new Map<string, string>();
  return (flow) => {
    for (const column of columns) {
      const text = column[flow];
      if (typeof text !== "string" || text === "") continue;
      let address = canonical.get(text);
      if (address === undefined) {
        address = canonicalAddress(text);
        canonical.set(text, address);
      }
      return address;
    }
    return "";
  };
}
