import assert from "node:assert/strict";
import { parseTopology, simulatedNetwork, topologyGraph, topologyHash } from "../../../src/lib/label";

interface Loose {
  version: number;
  devices: {
    id: string;
    physical: boolean;
    ports: { id: string; speed?: number; points?: Record<string, unknown>[] }[];
  }[];
  links: { from: string; to: string }[];
}

const good = (): Loose => ({
  version: 4,
  devices: [
    {
      id: "edge",
      physical: true,
      ports: [
        {
          id: "edge/eth0",
          speed: 1e9,
          points: [
            {
              id: "edge/eth0/TC",
              technology: "TC",
              maximumRules: 4096,
              queues: [{ id: "q0", length: 1000, discipline: "htb" }],
            },
          ],
        },
      ],
    },
    { id: "core", physical: false, ports: [{ id: "core/eth0" }] },
  ],
  links: [{ from: "edge/eth0", to: "core/eth0" }],
});

describe("topology", () => {
  it("is read from JSON; what it does not say is null, never 0", () => {
    const t = parseTopology(Buffer.from(JSON.stringify({ ...good(), comment: "left out" })));
    assert.equal(t.version, 4);
    assert.equal(t.devices[1].ports[0].speed, null);
    const [point] = t.devices[0].ports[0].points;
    assert.deepEqual([point.nicSpeed, point.maximumRules], [null, 4096]);
    assert.deepEqual(point.queues[0], { id: "q0", length: 1000, discipline: "htb", maxBandwidth: null });
    assert.deepEqual(parseTopology(JSON.stringify(t)), t, "what was read reads back the same");
    assert.deepEqual(Object.keys(t), ["version", "devices", "links"]);
  });

  it("has a hash of what it says: not of its version, nor of the order of fields", () => {
    const hash = topologyHash(parseTopology(good()));
    assert.match(hash, /^[0-9a-f]{64}$/);
    const { version, devices, links } = good();
    assert.equal(topologyHash(parseTopology({ links, devices, version: version + 1 })), hash);
    const other = good();
    other.devices[0].ports[0].speed = 1e10;
    assert.notEqual(topologyHash(parseTopology(other)), hash);
  });

  it("says what is wrong, and where", () => {
    const cases: [(t: Loose) => unknown, RegExp][] = [
      [(t) => Object.assign(t, { version: -1 }), /whole number from 0 as version/],
      [(t) => Object.assign(t, { devices: {} }), /a list as devices/],
      [
        (t) => Object.assign(t.devices[0], { physical: 1 }),
        /true or false as physical of a topology, devices\[0\]/,
      ],
      [(t) => Object.assign(t.devices[1], { id: "edge" }), /"edge" twice/],
      [(t) => Object.assign(t.devices[0].ports[0], { speed: -5 }), /a number from 0 as speed/],
      [(t) => Object.assign(t.devices[0].ports[0], { speed: "fast" }), /ports\[0\], found "fast"/],
      [
        (t) => Object.assign(t.links[0], { to: "core/eth9" }),
        /a port of the topology as end of link 0, found "core\/eth9"/,
      ],
      [
        (t) =>
          t.devices[0].ports[0].points?.push({ ...t.devices[0].ports[0].points[0], id: "other", queues: [] }),
        /one point a technology/,
      ],
      [(t) => Object.assign(t.devices[0], { id: "\ud800" }), /surrogate/],
    ];
    for (const [spoil, message] of cases) {
      const t = good();
      spoil(t);
      assert.throws(() => parseTopology(t, { file: "net.json" }), { code: "format", message });
    }
    for (const bad of ["", "{", "[]", "null", "3", '"x"', Buffer.from([0xff, 0xfe]), undefined]) {
      assert.throws(() => parseTopology(bad), { code: "format" });
    }
  });

  it("survives hostile names and a seeded fuzz of cut and changed JSON", () => {
    const text = JSON.stringify(good());
    for (let i = 0; i < text.length; i++) {
      for (const bad of [text.slice(0, i), `${text.slice(0, i)}\0${text.slice(i + 1)}`]) {
        try {
          parseTopology(bad);
        } catch (error) {
          assert.equal((error as { code?: string }).code, "format", String(error));
        }
      }
    }
    const evil = JSON.parse(
      '{"version":1,"devices":[{"id":"__proto__","physical":true,"__proto__":{"ports":[1]}}]}',
    );
    assert.deepEqual(parseTopology(evil).devices[0], { id: "__proto__", physical: true, ports: [] });
    assert.equal(({} as { ports?: unknown }).ports, undefined);
  });
});

describe("graph of a topology", () => {
  it("has every resource at a place of its own, and every edge between two of them", () => {
    const { topology } = simulatedNetwork({ seed: 1 });
    const { nodes, edges } = topologyGraph(topology);
    assert.equal(nodes.length, 2 + 6 + 18);
    assert.equal(edges.length, 6 + 18 + 3);
    const places = new Set([...nodes.rows()].map(({ x, y }) => `${x} ${y}`));
    assert.equal(places.size, nodes.length);
    for (const name of ["x", "y", "x2", "y2"]) {
      assert.ok(
        [...edges.numbers(name)].every((value) => value >= 0 && value <= 1),
        name,
      );
    }
  });

  it("of a topology without ports has its devices", () => {
    const { nodes } = topologyGraph(parseTopology({ version: 1, devices: [{ id: "a", physical: true }] }));
    assert.deepEqual([...nodes.rows()], [{ id: "a", kind: "device", label: "a", x: 0.5, y: 1 }]);
    assert.equal(topologyGraph({ version: 1, devices: [], links: [] }).nodes.length, 0);
  });
});
