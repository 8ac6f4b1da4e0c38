import type { CardProps } from "./card";
import { matching, spoken } from "./columns";
import { useAnswer } from "./use-workbench";
import { meaning, Value } from "./value";

const AROUND = 2;

/** The rows before and behind the current one: an instance is a moment of something that goes on. */
export function ContextCard({ card, workbench, state, open, instance }: CardProps<"context">) {
  const { columns, rows } = open.dataset;
  const shown = matching(columns, card.columns);
  const around = Math.min(20, card.rows ?? AROUND);
  const first = Math.max(0, instance.row - around);
  const last = Math.min(rows - 1, instance.row + around);
  const places = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const { value, error } = useAnswer(
    () => Promise.all(places.map((row) => workbench.api.ask("instance", { row }))),
    `${first}-${last}-${state.revision}`,
    60,
  );
  if (error !== undefined) return <p class="wb-error">{error}</p>;
  return (
    <div class="wb-scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">instance</th>
            {shown.map((at) => (
              <th key={columns[at].name} scope="col" title={meaning(columns[at])}>
                <bdi>{spoken(columns[at].name)}</bdi>
              </th>
            ))}
            <th scope="col">label</th>
          </tr>
        </thead>
        <tbody>
          {value?.map(({ row, values, state: said }) => (
            <tr key={row} aria-current={row === instance.row ? "true" : undefined}>
              <th scope="row">
                <button type="button" class="wb-link" onClick={() => void workbench.jump(row)}>
                  {row + 1}
                </button>
              </th>
              {shown.map((at) => (
                <td key={columns[at].name}>
                  <Value value={values[at]} column={columns[at]} />
                </td>
              ))}
              <td>
                <bdi>{said.own?.labels.join(", ") ?? ""}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
