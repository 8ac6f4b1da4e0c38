import assert from "node:assert/strict";
import { capture, core, flow } from "../../src/lib/index";
import { back, flowsOf, there } from "./support";

/** The sample key and trace that the authors of Crypto-PAn published with their code. */
const SAMPLE_KEY = Uint8Array.of(
  ...[21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16],
  ...[216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2],
);

describe("flow: anonymisation", () => {
  it("is Crypto-PAn, on the published sample", () => {
    const sample = flow.anonymiser({ key: SAMPLE_KEY });
    assert.equal(sample.text("128.11.68.132"), "135.242.180.132");
    assert.equal(sample.text("129.118.74.4"), "134.136.186.123");
    assert.equal(sample.text("130.132.252.244"), "133.68.164.234");
  });

  it("keeps exactly the common prefix of any two addresses", () => {
    const random = core.random("anonymise");
    const anonymiser = flow.anonymiser({ key: "a secret" });
    const common = (a: number, b: number): number => Math.clz32(a ^ b);
    const number = (text: string): number =>
      text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    for (let i = 0; i < 500; i++) {
      const a = random.integer(2 ** 32);
      const b = (a ^ (random.integer(2 ** 32) >>> random.integer(32))) >>> 0;
      const [x, y] = [a, b].map((address) => number(anonymiser.text(flow.ipv4Text(address))));
      assert.equal(common(x, y), common(a, b));
    }
  });

  it("works on IPv6, keeps its prefixes, and depends on the key", () => {
    const [one, other] = ["k1", "k2"].map((key) => flow.anonymiser({ key }));
    const [a, b] = ["2001:db8::1", "2001:db8::ffff"].map((text) => one.text(text).split(":"));
    assert.deepEqual(a.slice(0, 6), b.slice(0, 6));
    assert.notEqual(one.text("2001:db8::1"), other.text("2001:db8::1"));
    assert.equal(one.text("2001:db8::1"), flow.anonymiser({ key: "k1" }).text("2001:db8::1"));
  });

  it("hashes tell equality and nothing else", () => {
    const hashed = flow.anonymiser({ key: "k", method: "hash" });
    assert.match(hashed.text("192.0.2.1"), /^anon-[0-9a-f]{24}$/);
    assert.notEqual(hashed.text("192.0.2.1"), hashed.text("192.0.2.2"));
    assert.equal(hashed.words(Int32Array.of(0xc0000201 | 0), 0, 4), hashed.text("192.0.2.1"));
  });

  it("refuses a key of the wrong length", () => {
    assert.throws(
      () => flow.anonymiser({ key: new Uint8Array(5) }),
      /a key of 32 bytes, or a text, found 5 bytes/,
    );
  });

  for (const method of ["prefix", "hash"] as const) {
    it(`${method}: no address and no name of the input is in any output`, async () => {
      const inner = capture.buildPacket({ ...there({ protocol: "udp" }), source: "10.9.8.7" });
      const steps = [
        [0, there({ payload: "GET / HTTP/1.1\r\nHost: 192.0.2.99\r\n\r\n" })],
        [1, back()],
        [2, { source: "2001:db8::a", target: "2001:db8::b", protocol: "tcp" }],
        [3, { source: "203.0.113.5", target: "203.0.113.6", protocol: 4, payload: inner }],
      ] as const;
      const { rows, report } = flowsOf(steps, { anonymise: { key: "k", method } });
      const output = JSON.stringify([rows, report]);
      const inputs = ["192.0.2.", "198.51.100.7", "10.9.8.7", "2001:db8::", "203.0.113."];
      for (const address of inputs) assert.ok(!output.includes(address), address);
      assert.equal(rows.length, 3);
    });
  }
});
