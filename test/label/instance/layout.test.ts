import assert from "node:assert/strict";
import { instanceColumns, instanceSchema, instanceWidth, TECHNOLOGIES } from "../../../src/lib/label";
import { schemaNames, schemas } from "../../../src/lib/table";

describe("layout of instances", () => {
  it("is the 34 columns unless said otherwise", () => {
    assert.deepEqual(schemaNames(instanceSchema()), schemaNames(schemas.instances));
  });

  it("has as many columns as the width formula says, whatever x, q and i", () => {
    for (const technologies of [["TC"], ["TC", "OVS"], TECHNOLOGIES]) {
      for (const queues of [1, 2, 8]) {
        for (const flows of [1, 3]) {
          const columns = instanceColumns({ technologies, queues, flows });
          assert.equal(columns.length, instanceWidth({ queues: technologies.map(() => queues), flows }));
          assert.equal(new Set(columns.map((column) => column.name)).size, columns.length);
        }
      }
    }
  });

  it("keeps unit and formula of each feature, and says of which technology, queue and flow it is", () => {
    const schema = instanceSchema({ technologies: ["TC", "OVS"], queues: 2, flows: 2 });
    const column = schema.columns.find(({ name }) => name === "OVS_queue2_queue_usage");
    assert.equal(column?.unit, "packets");
    assert.match(column?.formula ?? "", /of OVS, queue 2$/);
  });

  it("refuses what is no layout", () => {
    for (const technologies of [
      [],
      ["TC", "TC"],
      [""],
      "TC" as unknown as string[],
      [1] as unknown as string[],
    ]) {
      assert.throws(() => instanceColumns({ technologies }), { code: "argument" });
    }
    for (const count of [0, -1, 1.5, 65, Number.NaN, "2" as unknown as number]) {
      assert.throws(() => instanceColumns({ queues: count }), { code: "argument" });
      assert.throws(() => instanceColumns({ flows: count }), { code: "argument" });
    }
  });
});
