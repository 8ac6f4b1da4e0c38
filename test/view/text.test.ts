import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { textWidth } from "../../src/lib/view/font";
import { columnNumbers, shortNumber } from "../../src/lib/view/numbers";
import { distinctLabels, fitText, plainText, slugOf, wrap, wrapEvenly } from "../../src/lib/view/text";

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

  it("are broken into even lines of the same words", () => {
    const text = "change at the first stage boundary; false alarms inside the first stage";
    const plain = wrap(text, 330, 12);
    const even = wrapEvenly(text, 330, 12);
    assert.equal(plain.at(-1), "first stage");
    assert.equal(even.length, plain.length);
    assert.equal(even.join(" "), text);
    const widths = even.map((line) => textWidth(line, 12));
    assert.ok(Math.max(...widths) < 1.5 * Math.min(...widths), widths.join(", "));
    assert.deepEqual(wrapEvenly("one line", 330, 12), ["one line"]);
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
});
