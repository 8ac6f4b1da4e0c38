import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { random } from "../../../src/lib/core";
import { openLabels } from "../../../src/lib/label";
import { readJournal } from "../../../src/lib/label/journal/read-journal";
import { KILL_DATASET, KILL_ROWS, labelOf } from "../support/kill-steps";

/** Folders that are labelled and killed side by side, and kills of each. */
const [LANES, KILLS] = [4, 75];
/** Labels that a child has on the way at once, at most. */
const TOGETHER = 4;

describe("labels under SIGKILL", () => {
  let folder: string;
  let child: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
    child = path.join(folder, "child.js");
    // One file starts several times as fast as the sources would.
    await build({
      entryPoints: [path.join(__dirname, "../support/labelling-child.ts")],
      outfile: child,
      bundle: true,
      platform: "node",
      target: "node20",
    });
  });
  after(() => rm(folder, { recursive: true }));

  it(`are all there after ${LANES * KILLS} kills at seeded points, and none is invented`, async function () {
    this.timeout(300_000);
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, lane) =>
        killAgainAndAgain(path.join(folder, `lane-${lane}`), child, { lane, kills: KILLS }),
      ),
    );
    const acknowledged = lanes.reduce((sum, lane) => sum + lane.acknowledged, 0);
    assert.ok(acknowledged > LANES * KILLS, `${acknowledged} labels were acknowledged`);
    assert.ok(
      lanes.some(({ inFlight }) => inFlight > 0),
      "some kill came between a write and its acknowledgement",
    );
  });

  it("are all there after 60 kills while closing compacts the journal", async function () {
    this.timeout(300_000);
    const lanes = await Promise.all(
      [0, 1].map((lane) =>
        killAgainAndAgain(path.join(folder, `closing-${lane}`), child, { lane, kills: 30, how: "closing" }),
      ),
    );
    assert.ok(lanes.every(({ acknowledged }) => acknowledged > 30));
    for (const lane of [0, 1]) {
      const { header } = await readJournal(
        path.join(folder, `closing-${lane}`, "labels.journal"),
        () => undefined,
      );
      assert.ok(header.compactions > 5, `${header.compactions} compactions`);
    }
  });
});

async function killAgainAndAgain(
  folder: string,
  child: string,
  {
    lane,
    kills,
    how = "labelling",
  }: { readonly lane: number; readonly kills: number; readonly how?: string },
): Promise<{ acknowledged: number; inFlight: number }> {
  const draw = random(`kill ${how === "labelling" ? "" : how}${lane}`);
  let next = 0;
  let acknowledged = 0;
  let inFlight = 0;
  for (let kill = 0; kill < kills; kill++) {
    const acks = await labelUntilKilled(
      child,
      [folder, String(next), String(TOGETHER), how],
      draw.integer(30),
      2 * draw.uniform(),
    );
    acknowledged += acks.length;
    const store = await openLabels(folder, { dataset: KILL_DATASET });
    try {
      const last = Math.max(next - 1, ...acks);
      const seen: number[] = [];
      for (let row = 0; row < KILL_ROWS; row++) {
        const cell = store.state.layer("person", "ada")?.cell(row);
        const wanted = lastOf(last, row);
        if (cell === undefined || cell.event === 0) {
          assert.ok(wanted < 0, `lane ${lane}, kill ${kill}: row ${row} has its label`);
          continue;
        }
        const step = Number(cell.comment);
        seen.push(step);
        assert.ok(
          step >= wanted,
          `lane ${lane}, kill ${kill}: row ${row} holds ${step}, ${wanted} was acknowledged`,
        );
        assert.ok(step <= last + TOGETHER, `lane ${lane}, kill ${kill}: ${step} was given`);
        assert.equal(step % KILL_ROWS, row);
        assert.deepEqual(store.state.sets.labelsOf(cell.code), [labelOf(step)]);
        assert.equal(cell.confidence, (step % 11) / 10);
        if (step > last) inFlight++;
      }
      next = Math.max(last, ...seen) + 1;
    } finally {
      await store.close();
    }
  }
  return { acknowledged, inFlight };
}

/** The last acknowledged step of a row; negative without one. Steps of a group are acknowledged together or in order. */
function lastOf(last: number, row: number): number {
  return last - ((((last - row) % KILL_ROWS) + KILL_ROWS) % KILL_ROWS);
}

function labelUntilKilled(
  child: string,
  args: readonly string[],
  after: number,
  delay: number,
): Promise<number[]> {
  return new Promise((done, failed) => {
    const running = spawn(process.execPath, [child, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let errors = "";
    let killed = false;
    running.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      if (killed || out.split("\n").length - 1 <= after) return;
      killed = true;
      setTimeout(() => running.kill("SIGKILL"), delay);
    });
    running.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    running.on("error", failed);
    running.on("close", (_, signal) => {
      if (signal !== "SIGKILL") failed(new Error(`the child ended by itself: ${errors}`));
      // A number without its line end was cut by the kill.
      else done(out.split("\n").slice(0, -1).map(Number));
    });
  });
}
