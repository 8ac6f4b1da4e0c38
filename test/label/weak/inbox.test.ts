import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { dataOf, labelSession, NETLABELLER_SCHEMA, openLabels, suggest } from "../../../src/lib/label";
import { takeProposals } from "../../../src/lib/label/weak/inbox";
import { Table } from "../../../src/lib/table";

describe("what models propose while a workbench has the labels", () => {
  it("is left in the folder, taken in once, and never as a person's word", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "dataplane-lab-"));
    try {
      const data = dataOf(Table.of({ load: [1, 2, 3] }), "loads");
      const writer = await openLabels(folder, { dataset: data.dataset, schema: NETLABELLER_SCHEMA });
      const reader = await openLabels(folder, { dataset: data.dataset, mode: "read" });
      const left = await suggest(reader, {
        by: "m",
        source: "s",
        labels: ["TC", null, "OVS"],
        confidence: [0.9, Number.NaN, 0.4],
      });
      assert.equal(left, undefined);
      await assert.rejects(suggest(reader, { by: "m", source: "s", labels: ["TCP", null, null] }), {
        code: "label",
      });

      const forged = {
        action: "assign",
        by: "ada",
        origin: "person",
        source: "x",
        replace: true,
        rows: { runs: [0, 3] },
        codes: { runs: [0, 1] },
        values: [{ labels: ["TC"] }],
      };
      const inbox = path.join(folder, "inbox");
      await writeFile(path.join(inbox, "1.json"), JSON.stringify(forged));
      await writeFile(path.join(inbox, "2.json"), "{");
      await writeFile(
        path.join(inbox, "3.json"),
        JSON.stringify({ ...forged, origin: "model", rows: { runs: [0, 99] } }),
      );
      await writeFile(
        path.join(inbox, "4.json"),
        JSON.stringify({ ...forged, origin: "model", values: [{ labels: ["__proto__"] }] }),
      );
      assert.equal(await takeProposals(reader), 0, "only the writer takes in");
      assert.equal(await takeProposals(writer), 1);
      assert.equal(await takeProposals(writer), 0);
      assert.deepEqual((await readdir(inbox)).sort(), [
        "1.json.refused",
        "2.json.refused",
        "3.json.refused",
        "4.json.refused",
      ]);

      const session = labelSession(writer, data, { annotator: "ada", order: "uncertain" });
      assert.deepEqual(
        [0, 1, 2].map((row) => session.state(row).suggestions[0]?.labels),
        [["TC"], undefined, ["OVS"]],
      );
      assert.deepEqual([session.walk.nextUnlabelled(1), writer.state.persons.length], [2, 0]);
      await reader.refresh();
      assert.equal(labelSession(reader, data, { annotator: "bob" }).state(2).suggestions[0].confidence, 0.4);
      await reader.close();
      await writer.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
