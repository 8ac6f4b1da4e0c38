import type { CardProps } from "./card";
import { panelRows, spoken } from "./columns";
import { InstanceValue, meaning } from "./value";

/** All metrics of the technologies side by side, one colour each. */
export function PanelsCard({ card, workbench, open, instance }: CardProps<"panels">) {
  const { columns } = open.dataset;
  const rows = panelRows(
    columns,
    card.panels.map(({ name }) => name),
    card.columns,
  );
  if (rows.length === 0) return <p class="muted">The data set has none of the columns of this card.</p>;
  return (
    <div class="wb-scroll">
      <table class="wb-panels">
        <thead>
          <tr>
            <th scope="col">metric</th>
            {card.panels.map(({ name, colour }) => (
              <th key={name} scope="col" style={{ "--class": colour }}>
                <span class="wb-swatch" aria-hidden="true" /> <bdi>{name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ metric, columns: places }) => (
            <tr key={metric}>
              <th scope="row" title={meaning(columns[places.find((at) => at !== undefined) ?? 0])}>
                <bdi>{spoken(metric)}</bdi>
              </th>
              {places.map((at, p) => (
                <td key={card.panels[p].name}>
                  {at === undefined ? (
                    <span class="muted">not measured</span>
                  ) : (
                    <InstanceValue instance={instance} at={at} column={columns[at]} workbench={workbench} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
