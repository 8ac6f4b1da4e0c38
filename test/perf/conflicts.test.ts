import assert from "node:assert/strict";
import { perf } from "../../src/lib/index";

function mend(text: string, side?: perf.ConflictSide): { lines: string[]; repairs: perf.ConflictRepair[] } {
  const { bytes, repairs } = perf.repairConflicts(Buffer.from(text), side);
  assert.equal(bytes.length, Buffer.byteLength(text), "offsets stay");
  return {
    lines: Buffer.from(bytes)
      .toString()
      .split("\n")
      .filter((line) => line.trim() !== ""),
    repairs,
  };
}

describe("conflict markers", () => {
  const both = "0\n<<<<<<< HEAD\n1\n2\n||||||| base\n5\n=======\n3\n>>>>>>> other\n4\n";

  it("keep the asked side, drop the base, and say where", () => {
    const ours = mend(both);
    assert.deepEqual(ours.lines, ["0", "1", "2", "4"]);
    assert.deepEqual(ours.repairs, [{ opened: 2, separated: 7, closed: 9, kept: "ours", dropped: 2 }]);
    const theirs = mend(both, "theirs");
    assert.deepEqual(theirs.lines, ["0", "3", "4"]);
    assert.deepEqual(theirs.repairs[0].dropped, 3);
  });

  it("in a cut file end with the file; without a separator there is one side only", () => {
    for (const side of ["ours", "theirs"] as const) {
      const cut = mend("<<<<<<< HEAD\r\n1\r\n2\r\n", side);
      assert.deepEqual(
        cut.lines.map((line) => line.trim()),
        ["1", "2"],
      );
      assert.deepEqual(cut.repairs, [{ opened: 1, separated: null, closed: null, kept: side, dropped: 0 }]);
    }
    assert.deepEqual(mend("<<<<<<< HEAD\n1\n=======\n2\n").lines, ["1"]);
  });

  it("of several blocks are each reported, stray ones are blanked", () => {
    const { lines, repairs } = mend(`${both}${both}`);
    assert.deepEqual([lines.length, repairs.map(({ opened }) => opened)], [8, [2, 12]]);
    const stray = mend("1\n>>>>>>> other\n2\n=======\n3\n");
    assert.deepEqual(stray.lines, ["1", "2", "3"]);
    assert.deepEqual(
      stray.repairs.map(({ closed, separated }) => [closed, separated]),
      [
        [2, null],
        [null, 4],
      ],
    );
  });

  it("are seven signs at the start of a line, nothing less or more", () => {
    for (const text of [
      "<<<<<<\n",
      "<<<<<<<<\n",
      " <<<<<<< HEAD\n",
      "========\n",
      "a=======\n",
      "<not counted>\n",
    ]) {
      assert.deepEqual(mend(text), { lines: [text.trimEnd()], repairs: [] });
    }
    const bytes = Buffer.from("1\n2\n");
    assert.equal(perf.repairConflicts(bytes).bytes, bytes, "clean text is not copied");
  });
});
