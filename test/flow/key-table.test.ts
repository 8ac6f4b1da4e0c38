import assert from "node:assert/strict";
import { Packet } from "../../src/lib/capture";
import { random } from "../../src/lib/core";
import { KeyTable } from "../../src/lib/flow/key-table";
import { Rows } from "../../src/lib/flow/rows";

/** A packet between two of a few hosts; `six` makes them differ in their last word only. */
function packet(source: number, target: number, port: number, six: boolean): Packet {
  const made = new Packet();
  made.data = new Uint8Array(32);
  made.version = six ? 6 : 4;
  made.sourceAt = 0;
  made.targetAt = 16;
  made.data[six ? 15 : 3] = source;
  made.data[six ? 31 : 19] = target;
  made.protocol = 17;
  made.sourcePort = port;
  made.targetPort = port + 1;
  return made;
}

describe("flow: key table", () => {
  it("finds what a Map finds, through insertions and removals in any order, in both directions", () => {
    const draw = random("key-table");
    const rows = new Rows(4096, 16);
    const keys = new KeyTable(rows);
    const known = new Map<string, number>();
    const free = Array.from({ length: 4096 }, (_, row) => row);
    for (let step = 0; step < 60_000; step++) {
      const [a, b, port] = [draw.integer(30), 40 + draw.integer(30), draw.integer(2)];
      const six = draw.integer(2) === 1;
      const name = `${a} ${b} ${port} ${six}`;
      const forward = packet(a, b, port, six);
      const row = keys.find(forward, 0, 0);
      assert.equal(row, known.get(name) ?? -1, name);
      if (row < 0) {
        const taken = free.pop()!;
        keys.insert(taken);
        known.set(name, taken);
        continue;
      }
      assert.equal(keys.direction, 0);
      const backward = packet(b, a, port, six);
      [backward.sourcePort, backward.targetPort] = [port + 1, port];
      assert.equal(keys.find(backward, 0, 0), row);
      assert.equal(keys.direction, 1);
      assert.equal(keys.find(forward, 1, 0), -1);
      if (draw.integer(2) === 0) {
        keys.remove(row);
        known.delete(name);
        free.push(row);
      }
    }
  });
});
