import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import { random } from "../../../src/lib/core";
import { ROW_FIELDS } from "../../../src/lib/loop";
import type { Band } from "../../../src/lib/loop/live/messages";
import { Rows } from "../../../src/lib/loop/live/rows";

type Row = {
  readonly seq: number;
  readonly truth: number;
  readonly baseline: number;
  readonly current: number;
};

/** Records of rows.f64; fields that are of no matter are 0. */
function bytesOf(rows: readonly Row[]): Buffer {
  const bytes = Buffer.alloc(rows.length * ROW_FIELDS.length * 8);
  rows.forEach((row, r) => {
    for (const [name, value] of Object.entries(row)) {
      bytes.writeDoubleLE(value, 8 * (r * ROW_FIELDS.length + ROW_FIELDS.indexOf(name as keyof Row)));
    }
  });
  return bytes;
}

function draws(count: number, seed: string, first = 0): Row[] {
  const draw = random(seed);
  let seq = first - 1;
  return Array.from({ length: count }, () => {
    seq += draw.uniform() < 0.01 ? 2 + draw.integer(40) : 1;
    const truth = draw.uniform() < 0.1 ? Number.NaN : 2000 + 300 * draw.normal();
    const wild = draw.uniform() < 0.001 ? 1e6 : 0;
    return {
      seq,
      truth,
      baseline: 2000 + 400 * draw.normal() + wild,
      current: 2000 + 200 * draw.normal() - wild,
    };
  });
}

const finite = (values: readonly (number | null)[]) =>
  values.filter((value): value is number => value !== null);

describe("the rows of a live run", () => {
  let folder = "";
  let file = "";
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "dataplane-lab-rows-"));
    file = path.join(folder, "rows.f64");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function load(all: readonly Row[], window = 256): Rows {
    writeFileSync(file, bytesOf(all));
    const rows = new Rows(file, { tolerance: 0.2, window });
    while (rows.advance().left > 0);
    assert.equal(rows.length, all.length);
    return rows;
  }

  it("lose no extreme and invent no value, at any place and zoom", () => {
    const all = draws(20_000, "extremes");
    const rows = load(all);
    const draw = random("windows");
    const values = {
      truth: new Set(all.map(({ truth }) => truth)),
      baseline: new Set(all.map(({ baseline }) => baseline)),
      current: new Set(all.map(({ current }) => current)),
    };
    for (let k = 0; k < 150; k++) {
      const a = draw.integer(all.length);
      const b = Math.min(all.length - 1, a + draw.integer(draw.uniform() < 0.5 ? 400 : all.length));
      const columns = 1 + draw.integer(1500);
      const picture = rows.window(all[a].seq, all[b].seq, columns);
      const inside = all.slice(a, b + 1);
      for (const name of ["truth", "baseline", "current"] as const) {
        const [min, max] = picture[name] as Band;
        const known = inside.map((row) => row[name]).filter(Number.isFinite);
        const where = `${name} ${a}..${b} in ${columns}`;
        if (known.length > 0) {
          assert.ok(Math.min(...finite(min)) <= Math.min(...known), where);
          assert.ok(Math.max(...finite(max)) >= Math.max(...known), where);
        }
        for (const value of [...finite(min), ...finite(max)]) assert.ok(values[name].has(value), where);
        assert.equal(min.length, picture.seq.length - 1);
      }
      assert.ok(
        picture.seq[0] <= all[a].seq && (picture.seq.at(-1) ?? -1) >= all[b].seq,
        "the window is covered",
      );
      assert.ok(picture.seq.every((seq, i) => i === 0 || seq >= picture.seq[i - 1]));
    }
    rows.close();
  });

  it("show each row when there is room, and a missing truth as missing", () => {
    const all = draws(300, "few");
    const rows = load(all);
    const picture = rows.window(all[10].seq, all[99].seq, 200);
    assert.equal(picture.exact, true);
    assert.deepEqual(
      picture.seq.slice(0, -1),
      all.slice(10, 100).map(({ seq }) => seq),
    );
    assert.deepEqual(
      picture.truth[0],
      all.slice(10, 100).map(({ truth }) => (Number.isNaN(truth) ? null : truth)),
    );
    assert.ok(picture.truth[0].includes(null) && !picture.truth[0].includes(0));
    rows.close();
  });

  it("know the accuracy of the last rows, missing truths left out", () => {
    const all = draws(4000, "accuracy");
    const rows = load(all, 320);
    const right = (row: Row, value: number) => Math.abs(value - row.truth) <= 0.2 * Math.abs(row.truth);
    const { accuracy } = rows.window(all[0].seq, all[all.length - 1].seq, 8000);
    assert.equal(accuracy.seq.length, 250);
    for (const bucket of [30, 99, 249]) {
      const end = 16 * (bucket + 1);
      const scored = all.slice(end - 320, end).filter(({ truth }) => !Number.isNaN(truth));
      const share = scored.filter((row) => right(row, row.current)).length / scored.length;
      assert.equal(accuracy.current[1][bucket], share);
      assert.equal(accuracy.seq[bucket], all[Math.min(end, all.length - 1)].seq);
    }
    assert.equal(accuracy.current[0][2], null, "too few rows say nothing");
    rows.close();
  });

  it("grow with the file, take whole records only, and begin anew when the file does", () => {
    const all = draws(1000, "growing");
    const bytes = bytesOf(all);
    writeFileSync(file, bytes.subarray(0, 88 * 100 + 17));
    const rows = new Rows(file, { tolerance: 0.2, window: 256 });
    rows.advance();
    assert.equal(rows.length, 100);
    appendFileSync(file, bytes.subarray(88 * 100 + 17));
    assert.equal(rows.advance().grew, true);
    assert.equal(rows.length, 1000);
    assert.equal(rows.advance().grew, false);
    assert.deepEqual(rows.range, [all[0].seq, all[999].seq]);
    writeFileSync(file, bytes.subarray(0, 88 * 7));
    assert.equal(rows.advance().anew, true);
    assert.equal(rows.length, 7);
    rows.close();
  });

  it("answer windows beside the run, and of runs without rows", () => {
    writeFileSync(file, "");
    const none = new Rows(file, { tolerance: 0.2, window: 256 });
    none.advance();
    assert.deepEqual(none.window(0, 100, 50).seq, []);
    none.close();
    const all = draws(100, "beside");
    const rows = load(all);
    assert.deepEqual(rows.window(1e6, 2e6, 10).seq, []);
    assert.equal(rows.window(-1e9, 1e9, 1000).truth[0].length, 100);
    rows.close();
  });
});
