import { openReference } from "../../src/lib/perf";
import type { Table } from "../../src/lib/table";

/** Stages 0 and 2 as published, or undefined where they are not at hand. */
export async function published(): Promise<{ loads: Table; stimulus: Table } | undefined> {
  if (!process.env.DATAPLANE_LAB_DRST) {
    console.log(`published tables: skipped, DATAPLANE_LAB_DRST is not set`);
    return undefined;
  }
  const reference = openReference("drst");
  return {
    loads: await reference.table("load_stimulus"),
    stimulus: await reference.table("resource_stimulus"),
  };
}
