import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { capture } from "../../src/lib/index";
import { CAPTURE_KINDS, FRAMES } from "../flow/captures";

const bin = path.resolve(__dirname, "../../src/cli/bin/dataplane-lab.js");

function run(args: readonly string[], input: Uint8Array) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { input });
  return { status, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

describe("dataplane-lab capture info", function () {
  this.timeout(60_000);
  const bytes = CAPTURE_KINDS[0].bytes;

  it("says what is in a capture, as the library does", async () => {
    const { status, stdout, stderr } = run(["capture", "info", "-", "--json"], bytes);
    assert.equal(status, 0, stderr);
    const info = JSON.parse(stdout);
    assert.deepEqual(info, JSON.parse(JSON.stringify(await capture.info(bytes))));
    assert.deepEqual(
      [info.format, info.frames, info.interfaces[0].linkTypeName],
      ["pcap", FRAMES.length, "Ethernet"],
    );
    assert.deepEqual(info.tunnels, { "ip-in-ip": 1, gre: 1, "gtp-u": 1, vxlan: 1, tzsp: 1 });
    assert.equal(info.first, 1_700_000_000_000);
  });

  it("says it in words", () => {
    const { stdout } = run(["capture", "info", "-"], bytes.subarray(0, 100));
    assert.match(stdout, /^-: pcap, 100 bytes, 1 frames\ninterface 0: Ethernet/);
    assert.match(stdout, /stopped early: @ byte 100: expected/);
  });
});
