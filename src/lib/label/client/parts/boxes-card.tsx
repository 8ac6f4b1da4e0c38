import { useState } from "preact/hooks";
import type { BoxView } from "../../app/protocol";
import { BoxPlot } from "./box-plot";
import { boxScale } from "./box-scale";
import type { CardProps } from "./card";
import { numberText, spoken } from "./columns";
import { useAnswer } from "./use-workbench";
import { Unit } from "./value";

/** Box plots over all rows by group, one plot a column; the current row's value is marked. Click to enlarge. */
export function BoxesCard({ card, workbench, open, instance, state }: CardProps<"boxes">) {
  const [large, setLarge] = useState<string | undefined>();
  const { columns } = open.dataset;
  const known = card.columns.filter((name) => columns.some((column) => column.name === name));
  const { value, error } = useAnswer(
    () => workbench.api.ask("boxes", { columns: known, by: card.by, query: open.settings.filter }),
    JSON.stringify([known, card.by, open.settings.filter]),
  );
  if (known.length === 0) return <p class="muted">The data set has none of the columns of this card.</p>;
  if (error !== undefined) return <p class="wb-error">{error}</p>;
  if (value === undefined) return <p class="muted">Summing up all rows …</p>;
  const group = columns.findIndex(({ name }) => name === card.by);
  return (
    <div class="wb-boxes" data-busy={state.busy ? "" : undefined}>
      {known.map((name) => {
        const at = columns.findIndex((column) => column.name === name);
        const enlarged = large === name;
        const boxes = value.boxes.filter((box) => box.column === name);
        const scale = boxScale(boxes, instance.values[at]);
        return (
          <figure key={name} class={enlarged ? "wb-large" : undefined}>
            <button
              type="button"
              class="wb-plot"
              aria-expanded={enlarged}
              title={enlarged ? "Click for the small plot" : "Click to enlarge"}
              onClick={() => setLarge(enlarged ? undefined : name)}
            >
              <BoxPlot
                boxes={boxes}
                scale={scale}
                column={columns[at]}
                colours={card.groups ?? []}
                current={instance.values[at]}
                group={group < 0 ? null : instance.values[group]}
                large={enlarged}
              />
            </button>
            <figcaption>
              <bdi>{spoken(name)}</bdi>
              <Unit column={columns[at]} />
              {scale.logarithmic && <span class="muted"> (logarithmic axis)</span>}
            </figcaption>
            {enlarged && <Numbers boxes={boxes} />}
          </figure>
        );
      })}
    </div>
  );
}

/** What the boxes are drawn from. */
function Numbers({ boxes }: { readonly boxes: readonly BoxView[] }) {
  const cell = (v: number | null) => <td>{v === null ? "–" : numberText(v)}</td>;
  return (
    <table>
      <thead>
        <tr>
          {[
            "group",
            "rows",
            "missing",
            "mean",
            "deviation",
            "least",
            "lower quartile",
            "median",
            "upper quartile",
            "most",
          ].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {boxes.map((box) => (
          <tr key={box.group}>
            <th scope="row">
              <bdi>{box.group}</bdi>
            </th>
            {[
              box.count,
              box.missing,
              box.mean,
              box.deviation,
              box.min,
              box.q1,
              box.median,
              box.q3,
              box.max,
            ].map(cell)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
