import { Table } from "../../table";

/**
 * Flows seen from their hosts: two rows a flow, one for each end, with `host`, `peer`, `role` ("client" sent the
 * first packet, "server" the other), the flow's times, and `sent_bytes`, `received_bytes`, `sent_packets`,
 * `received_packets` from that host's side. Feed it to {@link aggregateWindows} with `by: ["host"]`.
 */
export function hostRows(flows: Table): Table {
  const address = (end: "SRC" | "DST"): (string | null)[] => {
    const v4 = flows.column(`IPV4_${end}_ADDR`);
    const v6 = flows.has(`IPV6_${end}_ADDR`) ? flows.column(`IPV6_${end}_ADDR`) : undefined;
    return Array.from({ length: flows.length }, (_, i) => {
      const text = [v4[i], v6?.[i]].find((cell) => typeof cell === "string" && cell !== "");
      return typeof text === "string" ? text : null;
    });
  };
  const source = address("SRC");
  const destination = address("DST");
  const side = (role: "client" | "server"): Table => {
    const [sent, received] = role === "client" ? ["IN", "OUT"] : ["OUT", "IN"];
    return Table.of({
      host: role === "client" ? source : destination,
      peer: role === "client" ? destination : source,
      role: new Array<string>(flows.length).fill(role),
      FLOW_START_MILLISECONDS: flows.numbers("FLOW_START_MILLISECONDS"),
      FLOW_END_MILLISECONDS: flows.numbers("FLOW_END_MILLISECONDS"),
      sent_bytes: flows.numbers(`${sent}_BYTES`),
      received_bytes: flows.numbers(`${received}_BYTES`),
      sent_packets: flows.numbers(`${sent}_PKTS`),
      received_packets: flows.numbers(`${received}_PKTS`),
    });
  };
  return side("client").concat(side("server"));
}
