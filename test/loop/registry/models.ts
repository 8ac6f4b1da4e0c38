import { learn, table } from "../../../src/lib/index";

/** A small model that predicts about `slope` × load; models of other slopes have other ids. */
export function lineModel(slope: number): learn.TrainedModel {
  const load = Float64Array.from({ length: 20 }, (_, i) => i);
  const rows = table.Table.of({ load, output_rate: load.map((x) => slope * x) });
  return learn.train(
    learn.dataset(rows, { target: "output_rate" }),
    { model: { kind: "linear" } },
    { evaluations: [] },
  );
}
