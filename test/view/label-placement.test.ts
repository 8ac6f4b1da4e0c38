import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { textWidth } from "../../src/lib/view/font";
import { type DotName, placeDotNames, stackNames } from "../../src/lib/view/label-placement";
import { LABEL_SIZE } from "../../src/lib/view/theme";

type Dot = Parameters<typeof placeDotNames>[0][number];
const size = { width: 440, height: 280 };

/** Boxes of the letters themselves: left, right, top, bottom. */
function boxesOf(dots: readonly Dot[], names: readonly DotName[]): number[][] {
  return names.map(({ x, y, align }, i) => {
    const wide = textWidth(dots[i].name, LABEL_SIZE);
    const left = align === "left" ? x : x - wide;
    return [left, left + wide, y - 5, y + 5];
  });
}

function assertApart(dots: readonly Dot[]): DotName[] {
  const names = placeDotNames(dots, size);
  const boxes = boxesOf(dots, names);
  boxes.forEach(([left, right, top, bottom], i) => {
    assert.ok(left >= 0 && right <= size.width && bottom <= size.height, `${dots[i].name} is in the plot`);
    boxes.slice(i + 1).forEach(([l, r, t, b], k) => {
      assert.ok(
        r <= left || l >= right || b <= top || t >= bottom,
        `${dots[i].name} and ${dots[i + 1 + k].name}`,
      );
    });
    for (const dot of dots) {
      const apart = dot.x + 5 <= left || dot.x - 5 >= right || dot.y + 5 <= top || dot.y - 5 >= bottom;
      assert.ok(apart, `${dots[i].name} and the dot of ${dot.name}`);
    }
  });
  return names;
}

describe("names over places on an axis", () => {
  const lines = (items: { name: string; at: number }[]): number[] =>
    stackNames(items, (at) => 300 * at).items.map((item) => item.line);

  it("are lifted where they would touch, and only there", () => {
    assert.deepEqual(
      lines([
        { name: "persistence", at: 0.94 },
        { name: "moving mean", at: 0.9 },
      ]),
      [0, 1],
    );
    assert.deepEqual(
      lines([
        { name: "a", at: 0.1 },
        { name: "b", at: 0.9 },
      ]),
      [0, 0],
    );
  });
});

describe("names of dots", () => {
  it("stand beside a dot that is alone", () => {
    const [alone] = assertApart([{ x: 100, y: 100, name: "alone" }]);
    assert.deepEqual([alone.align, alone.y, alone.led], ["left", 100, false]);
    const [right] = assertApart([{ x: 430, y: 100, name: "at the right end" }]);
    assert.equal(right.align, "right");
  });

  it("are apart for twelve dots in one place, in a corner too, and all but one are led to", () => {
    for (const [x, y] of [
      [200, 140],
      [12, 30],
      [430, 270],
    ]) {
      const names = assertApart(Array.from({ length: 12 }, (_, i) => ({ x, y, name: `detector-${i}` })));
      assert.ok(names.filter((name) => !name.led).length <= 2);
    }
  });

  it("are apart for a crowd", () => {
    assertApart(
      Array.from({ length: 14 }, (_, i) => ({ x: 150 + 9 * (i % 4), y: 60 + 11 * i, name: `name ${i}` })),
    );
  });

  it("stay beside their dots when there is no room at all", () => {
    const dots = Array.from({ length: 40 }, (_, i) => ({ x: 20, y: 10, name: `a long name of a dot ${i}` }));
    const names = placeDotNames(dots, { width: 60, height: 20 });
    assert.ok(names.every((name) => name.x === 29 && name.y === 10));
  });
});
