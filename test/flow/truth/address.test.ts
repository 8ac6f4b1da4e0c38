import assert from "node:assert/strict";
import { canonicalAddress } from "../../../src/lib/flow";

describe("canonical addresses", () => {
  const cases: [string, string][] = [
    [" 10.0.0.1 ", "10.0.0.1"],
    ["FD77:0:0:0:0:0:0:1", "fd77::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["::", "::"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::FFFF:0a01:0203", "10.1.2.3"],
    ["fe80::1%eth0", "fe80::1"],
    ["Not An Address", "not an address"],
  ];
  for (const [text, expected] of cases) {
    it(`${JSON.stringify(text)} is ${expected}`, () => assert.equal(canonicalAddress(text), expected));
  }
});
