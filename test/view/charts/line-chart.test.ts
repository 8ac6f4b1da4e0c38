import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as view from "../../../src/lib/view";

describe("view.lineChart", () => {
  it("names an unknown column and the nearest one", () => {
    assert.throws(
      () => view.lineChart({ rate: [1, 2] }, { y: "rat" }),
      /expected a column among "rate", found "rat"\. Did you mean "rate"\?/,
    );
  });

  it("says that there is no data when nothing is finite", () => {
    const figure = view.lineChart({ rate: [null, null] }, { y: "rate" });
    assert.match(figure.svg(), />no data</);
  });

  it("breaks the line at a missing value", () => {
    const whole = view.lineChart({ rate: [1, 2, 3, 4] }, { y: "rate" }).svg();
    const broken = view.lineChart({ rate: [1, 2, null, 4] }, { y: "rate" }).svg();
    const paths = (svg: string): number => svg.match(/stroke-linecap="round"/g)?.length ?? 0;
    assert.equal(paths(whole), 1);
    assert.equal(paths(broken), 2);
  });
});
