import assert from "node:assert/strict";
import {
  addressFilter,
  type MetricRecord,
  networkRecords,
  ruleDirectives,
  simulatedNetwork,
} from "../../../src/lib/label";
import { textRecord } from "../support/text-record";

const ADDRESSES = [
  "10.1.2.3",
  "2001:db8::1",
  "fe80::1",
  "::ffff:10.9.8.7",
  "AA:bb:cc:00:11:22",
  "172.16.255.254",
];
const ANY = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|[\da-f]{0,4}:[\da-f]{0,4}:|2001:|fe80/i;

const record = (text: string): MetricRecord =>
  textRecord(text, { resourceType: "flow", reportedTime: 0, sequence: 0 });

describe("address filter", () => {
  it("leaves no address in any text of a record", () => {
    for (const addresses of ["hash", "drop"] as const) {
      const hide = addressFilter({ addresses, key: "k" });
      for (const address of ADDRESSES) {
        for (const text of [
          address,
          `flow ${address} up`,
          `${address},${address}`,
          `{"source":"${address}"}`,
          `(${address}).`,
        ]) {
          const hidden = JSON.stringify(Object.values(hide(record(text))));
          assert.doesNotMatch(hidden, ANY, `${addresses} ${text}: ${hidden}`);
        }
      }
    }
  });

  it("leaves no address in what a whole simulated network reports", () => {
    const network = simulatedNetwork({ seed: 2 });
    for (const { rule } of ruleDirectives(network, { seed: 1, count: 24 })) network.apply(rule);
    network.tick();
    const records = networkRecords(network);
    assert.match(JSON.stringify(records), ANY);
    for (const addresses of ["hash", "drop"] as const) {
      assert.doesNotMatch(
        JSON.stringify(records.map(addressFilter({ addresses, key: "k" }))),
        /\d+\.\d+\.\d+\.\d+/,
      );
    }
  });

  it("gives one address one name under a key, another under another, and different ones different names", () => {
    const name = (text: string, key: string) =>
      addressFilter({ addresses: "hash", key })(record(text)).flowId;
    assert.equal(name("10.1.2.3", "k"), name("10.1.2.3", "k"));
    assert.notEqual(name("10.1.2.3", "k"), name("10.1.2.3", "l"));
    assert.notEqual(name("10.1.2.3", "k"), name("10.1.2.4", "k"));
    const drop = addressFilter({ addresses: "drop" });
    assert.notEqual(drop(record("10.1.2.3")).flowId, drop(record("10.1.2.4")).flowId);
    assert.equal(drop(record("10.1.2.3")).value, null);
    assert.notEqual(
      drop(record("10.1.2.3")).flowId,
      addressFilter({ addresses: "drop" })(record("10.1.2.3")).flowId,
    );
  });

  it("leaves alone what is no address", () => {
    const hide = addressFilter({ addresses: "hash", key: "k" });
    for (const text of ["1.2.3", "12:30:45", "300.1.2.3", "a::b::c::d", "version 1.2.3.4.5", "edge/eth0"]) {
      assert.equal(hide(record(text)).value, text);
    }
    assert.deepEqual(addressFilter()(record("10.1.2.3")), record("10.1.2.3"));
  });

  it("wants a key to hash with", () => {
    assert.throws(() => addressFilter({ addresses: "hash" }), { code: "argument", hint: /key/ });
    assert.throws(() => addressFilter({ addresses: "encrypt" as "hash" }), { code: "argument" });
  });
});
