import assert from "node:assert/strict";
import * as learn from "../../../src/lib/learn";
import * as table from "../../../src/lib/table";
import { drstFolder, readPublished, STAGE_0 } from "../published";

describe("learn: correlation", () => {
  it("is Pearson's over complete pairs", () => {
    // Worked by hand: x = 1, 2, 4 and y = 1, 3, 2 give 1/2 / sqrt(14/3 · 2)·… = 0.3273268…
    const r = learn.pearson([1, 2, Number.NaN, 4], [1, 3, 7, 2]);
    assert.ok(Math.abs(r - 0.32732683535398854) < 1e-12, String(r));
  });

  it("is undefined for constants and for fewer than two pairs, also when the constant is large", () => {
    assert.ok(Number.isNaN(learn.pearson([5, 5, 5], [1, 2, 3])));
    assert.ok(Number.isNaN(learn.pearson([1], [2])));
    assert.ok(Number.isNaN(learn.pearson(new Array(1000).fill(0.1 + 9e9), [...Array(1000).keys()])));
  });

  it("keeps file order among ties and puts undefined ones last", () => {
    const t = table.Table.of({ flat: [1, 1, 1], b: [3, 2, 1], a: [1, 2, 3], y: [1, 2, 3] });
    assert.deepEqual(learn.topFeatures(learn.dataset(t, { target: "y" }), 3), ["b", "a", "flat"]);
  });

  it("refuses a k that is no count", () => {
    const t = table.Table.of({ a: [1, 2], y: [1, 2] });
    assert.throws(() => learn.topFeatures(learn.dataset(t, { target: "y" }), 0), { code: "argument" });
  });

  it("gives the published top 10 in order (needs DATAPLANE_LAB_DRST)", function () {
    if (drstFolder === undefined) this.skip();
    const data = learn.dataset(readPublished(STAGE_0), { target: "output_rate" });
    assert.deepEqual(
      learn
        .correlations(data)
        .slice(0, 10)
        .map((c) => `${c.feature} ${c.correlation.toFixed(3)}`),
      [
        "ndpi_stats_LLC-loads 0.981",
        "ndpi_stats_L1-dcache-load-misses 0.978",
        "ndpi_stats_cache-references 0.978",
        "payload_scan_LLC-loads 0.977",
        "payload_scan_cache-references 0.974",
        "nf_router_LLC-loads 0.974",
        "payload_scan_L1-dcache-load-misses 0.973",
        "firewall_LLC-stores 0.972",
        "nf_router_cache-references 0.970",
        "nf_router_L1-dcache-load-misses 0.969",
      ],
    );
  });
});
