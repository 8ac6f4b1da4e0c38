import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import type { Run } from "../../../src/lib/loop";
import { Table } from "../../../src/lib/table";
import * as view from "../../../src/lib/view";
import { HOSTILE } from "../support/figures";
import { loopRun, loopSamples } from "../support/loop-run";

describe("view.loopReport", function () {
  this.timeout(60_000);
  let folder = "";
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-report-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** A run as `openRun` gives it after a kill: no summary. */
  function killed(text?: string): Run {
    const { head, rows, readings, events } = loopRun("default", text);
    return {
      folder,
      head: {
        ...head,
        state: "running",
        started: Date.UTC(2024, 0, 2, 3, 4, 5),
        broker: text ?? "embedded",
        seed: text ?? 7,
        features: [text ?? "bridge_LLC-loads"],
        models: [text ?? "m-1", "m-2"],
        segments: [],
        caption: text ?? "five functions in a chain",
        ...(text === undefined ? {} : { error: text }),
      },
      rows,
      readings: readings.map((reading) => ({ ...reading, perFeature: [] })),
      events,
      metrics: [],
      resources: loopSamples(text),
      deadLetters: [
        {
          time: 0,
          reason: text ?? "not-json",
          topic: "t",
          partition: 1,
          offset: 5,
          bytes: 9,
          excerpt: "",
          detail: text ?? "",
        },
      ],
      commands: [],
      summary: undefined,
    };
  }
  const page = async (run: Run): Promise<string> => {
    const [file] = await view.loopReport(run);
    return readFile(file, "utf8");
  };

  it("tells of a run that was killed what there is", async () => {
    const html = await page(killed());
    assert.match(html, /It had not ended when this page was written: it still runs, or it was killed\./);
    assert.match(html, /Simulated data\./);
    assert.match(html, /4 triggers: 1 adopted, 1 refused, 1 failed, 1 open\./);
    assert.match(html, /no outcome before the run ended/);
    assert.match(html, /the worker went away/);
    assert.match(html, /1 not-json/);
    assert.match(html, /2024-01-02T03:04:05\.000Z/);
    assert.equal(html.match(/<figure>/g)?.length, 9);
    assert.ok(!html.includes("could not be drawn"), "all figures");
  });

  it("scores by the rows, beside what needs no model", async () => {
    const run = killed();
    const rows = Table.of({
      seq: [0, 1, 2, 3],
      truth: [100, 100, 200, Number.NaN],
      baseline: [100, 100, 100, 100],
      current: [100, 124, 190, 100],
    });
    const html = await page({ ...run, rows, events: [], head: { ...run.head, stages: [] } });
    const line = (name: string): string[] => {
      const row = new RegExp(`<td>${name}[^<]*</td>(.*?)</tr>`).exec(html)?.[1] ?? "";
      return [...row.matchAll(/>([^<]+)</g)].map(([, cell]) => cell);
    };
    // rows, within 20 %, within 25 %, mean absolute error
    assert.deepEqual(line("frozen baseline"), ["3", "66.67", "66.7", "33.33"]);
    assert.deepEqual(line("model in service"), ["3", "66.67", "100.0", "11.33"]);
    assert.deepEqual(line("row before"), ["2", "50.00", "50.0", "50.00"]);
  });

  it("takes every text as text, and runs nothing", async () => {
    for (const text of HOSTILE) {
      const html = await page(killed(text));
      assert.ok(!/<script|<iframe|<a /i.test(html), text);
      assert.ok(!/<img (?!alt=)/.test(html), text);
      assert.match(
        html,
        /Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/,
      );
      assert.ok(
        [...html.matchAll(/<(\w+)[^>]*>/g)].every(([tag]) => !/\son\w+=/.test(tag.replace(/"[^"]*"/g, ""))),
      );
    }
  });

  it("says in its place what damaged records do not allow", async () => {
    const run = killed();
    const damaged = [...run.events, { type: "outcome", seq: 5, time: 0 }] as unknown as Run["events"];
    const readings = [{ seq: 10 }] as unknown as Run["readings"];
    const html = await page({ ...run, events: damaged, readings });
    assert.match(html, /Left out, because they are damaged: 1 events\./);
    assert.match(html, /The figure “drift” could not be drawn: /);
    assert.match(html, /4 triggers: 1 adopted/, "the rest is there");
    const none = Table.of({ seq: [], truth: [], baseline: [], current: [] });
    assert.match(
      await page({ ...run, rows: none, readings: [], events: [], resources: [] }),
      /No row was predicted/,
    );
  });

  it("writes the original's files when asked", async () => {
    await writeFile(
      path.join(folder, "metrics.csv"),
      Array.from({ length: 9 }, (_, i) => `line ${i} \`\`\``).join("\r\n"),
    );
    const files = await view.loopReport(killed(), { original: true });
    assert.deepEqual(
      files.map((file) => path.basename(file)),
      ["report.html", "plot_final_timeseries.png", "plot_final_relerr.png", "report.md"],
    );
    const text = await readFile(files[3], "utf8");
    assert.match(text, /!\[truth and predictions\]\(plot_final_timeseries\.png\)/);
    assert.match(text, /````\nline 0[\s\S]*line 5 ```\n````\n$/);
    assert.ok(!text.includes("line 6"));
    assert.deepEqual([...(await readFile(files[1])).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });
});
