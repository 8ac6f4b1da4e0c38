import type { NeighbourView } from "../../app/protocol";
import type { CardProps } from "./card";
import { matching, numberText, spoken } from "./columns";
import { useAnswer } from "./use-workbench";
import { meaning, Value } from "./value";

const SHOWN = 3;
/** Differences below this many standard deviations are not worth an eye. */
const NOTABLE = 0.5;

/** The most similar instances beside the current one; what differs is marked. */
export function NeighboursCard({ card, workbench, state, open, instance }: CardProps<"neighbours">) {
  const { columns } = open.dataset;
  const chosen =
    card.columns === undefined ? undefined : matching(columns, card.columns).map((at) => columns[at].name);
  // Looking for neighbours among a million takes longer than going on: it waits for the eye to rest.
  const { value, error } = useAnswer(
    () =>
      workbench.api.ask("similar", {
        row: instance.row,
        count: SHOWN,
        ...(chosen === undefined ? {} : { columns: chosen }),
      }),
    `${instance.row}-${state.revision}`,
    200,
  );
  if (error !== undefined) return <p class="wb-error">{error}</p>;
  if (value === undefined) return <p class="muted">Looking for similar instances …</p>;
  if (value.neighbours.length === 0) return <p class="muted">There is nothing to compare with.</p>;
  const differing = new Map<string, number>();
  for (const { differs } of value.neighbours) {
    for (const { column, by } of differs) {
      differing.set(
        column,
        Math.max(differing.get(column) ?? 0, by === null ? Number.POSITIVE_INFINITY : Math.abs(by)),
      );
    }
  }
  const order = [...differing]
    .sort((a, b) => b[1] - a[1])
    .map(([name]) => columns.findIndex((c) => c.name === name));
  const shown = order.filter((at) => at >= 0).slice(0, 12);
  return (
    <div class="wb-scroll">
      <table class="wb-neighbours">
        <thead>
          <tr>
            <th scope="col">what differs</th>
            <th scope="col">this one</th>
            {value.neighbours.map((neighbour) => (
              <th key={neighbour.row} scope="col">
                <button type="button" class="wb-link" onClick={() => void workbench.jump(neighbour.row)}>
                  instance {neighbour.row + 1}
                </button>
                <span class="muted"> distance {numberText(Number(neighbour.distance.toPrecision(3)))}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">label</th>
            <td>
              <bdi>{instance.state.own?.labels.join(", ") ?? "–"}</bdi>
            </td>
            {value.neighbours.map(({ row, state: said }) => (
              <td key={row}>
                <bdi>{(said.own ?? said.adjudicated)?.labels.join(", ") ?? "–"}</bdi>
              </td>
            ))}
          </tr>
          {shown.map((at) => (
            <tr key={columns[at].name}>
              <th scope="row" title={meaning(columns[at])}>
                <bdi>{spoken(columns[at].name)}</bdi>
              </th>
              <td>
                <Value value={instance.values[at]} column={columns[at]} />
              </td>
              {value.neighbours.map((neighbour) => (
                <Difference key={neighbour.row} neighbour={neighbour} column={columns[at]} at={at} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p class="muted">They do not differ.</p>}
    </div>
  );
}

function Difference({
  neighbour,
  column,
  at,
}: {
  readonly neighbour: NeighbourView;
  readonly column: Parameters<typeof Value>[0]["column"];
  readonly at: number;
}) {
  const found = neighbour.differs.find((one) => one.column === column.name);
  const notable = found !== undefined && (found.by === null || Math.abs(found.by) >= NOTABLE);
  return (
    <td class={notable ? "wb-differs" : undefined}>
      <Value value={neighbour.values[at]} column={column} />
      {notable && <span class="hidden-text"> differs</span>}
      {notable && found.by !== null && (
        <span class="muted">
          {" "}
          {found.by > 0 ? "+" : "−"}
          {Math.abs(found.by).toFixed(1)} σ
        </span>
      )}
    </td>
  );
}
