import assert from "node:assert/strict";
import { parseTopology, topologyGraph } from "../../../src/lib/label";
import * as view from "../../../src/lib/view";

describe("topology map", () => {
  it("names every device, port and point, and says so when there is nothing", () => {
    const topology = parseTopology({
      version: 1,
      devices: [
        { id: "gNB", physical: true, ports: [{ id: "n3", points: [{ id: "n3/TC", technology: "TC" }] }] },
        { id: "UPF", physical: false, ports: [{ id: "n6" }] },
      ],
      links: [{ from: "n3", to: "n6" }],
    });
    const svg = view.topologyMap(topologyGraph(topology), { title: "5G" }).svg();
    for (const text of ["gNB", "UPF", "n3", "n6", "TC"]) assert.ok(svg.includes(`>${text}<`), text);
    const empty = view.topologyMap(topologyGraph({ version: 1, devices: [], links: [] }));
    assert.match(empty.svg(), /no devices/);
  });
});
