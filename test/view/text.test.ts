import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { textWidth } from "../../src/lib/view/font";
import { placeDotNames, stackNames } from "../../src/lib/view/label-placement";
import { columnNumbers, shortNumber } from "../../src/lib/view/numbers";
import { distinctLabels, fitText, plainText, slugOf, wrap } from "../../src/lib/view/text";

describe("texts of figures", () => {
  it("are measured by the shipped font", () => {
    // Advance widths in DejaVu Sans Condensed, of 2048 units an em: i 512, M 1590.
    assert.equal(textWidth("i", 2048), 512);
    assert.equal(textWidth("M", 2048), 1590);
    assert.ok(textWidth("M", 12, "bold") > textWidth("M", 12));
    assert.equal(textWidth("", 12), 0);
  });

  it("hold no character that XML forbids or that turns the reading direction", () => {
    assert.equal(plainText("a\u0000\u001b\n b"), "a\\x00\\x1b b");
    assert.equal(plainText("\ud800x\u202e"), "\ufffdx\ufffd");
    assert.equal(plainText("Grüße 網路 😀"), "Grüße 網路 😀");
  });

  it("are cut and broken to a width, and stay different", () => {
    assert.ok(textWidth(fitText("a long name of a column", 60, 12), 12) <= 60);
    assert.deepEqual(wrap("one two three", 50, 12), ["one two", "three"]);
    const labels = distinctLabels(["same beginning, then a", "same beginning, then b"], 60, 12);
    assert.notEqual(labels[0], labels[1]);
  });

  it("make file names of letters, digits and hyphens", () => {
    assert.equal(slugOf("Größe: R² @ τ=0.25!"), "gro-e-r2-0-25");
    assert.equal(slugOf("../../etc/passwd"), "etc-passwd");
    assert.equal(slugOf("網路"), "figure");
  });

  it("print whole numbers whole, others in few digits", () => {
    assert.equal(shortNumber(2284, 3), "2,284");
    assert.equal(shortNumber(-0.0123456, 3), "−0.0123");
    assert.equal(shortNumber(12_345_678.5, 3), "12.3M");
    assert.equal(shortNumber(0, 3), "0");
    assert.deepEqual(columnNumbers([1, 0.5, Number.NaN], 3), ["1.00", "0.50", "missing"]);
    assert.deepEqual(columnNumbers([1790, 2284], 3), ["1,790", "2,284"]);
  });

  it("do not cover one another", () => {
    const near = [
      { name: "persistence", at: 0.94 },
      { name: "moving mean", at: 0.9 },
    ];
    assert.deepEqual(
      stackNames(near, [0, 1], 300).items.map((item) => item.line),
      [0, 1],
    );
    const far = [
      { name: "a", at: 0.1 },
      { name: "b", at: 0.9 },
    ];
    assert.deepEqual(
      stackNames(far, [0, 1], 300).items.map((item) => item.line),
      [0, 0],
    );
    const dots = placeDotNames(
      [
        { x: 100, y: 100, name: "first" },
        { x: 110, y: 100, name: "second" },
      ],
      300,
    );
    assert.notDeepEqual(dots[0], dots[1]);
  });
});
