import type { CardProps } from "./card";
import { matching, spoken } from "./columns";
import { InstanceValue, meaning } from "./value";

/** Names and values of some columns. */
export function FieldsCard({ card, workbench, open, instance }: CardProps<"fields">) {
  const { columns } = open.dataset;
  const shown = matching(columns, card.columns);
  if (shown.length === 0) return <p class="muted">The data set has none of the columns of this card.</p>;
  return (
    <dl class="wb-fields">
      {shown.map((at) => (
        <div key={columns[at].name}>
          <dt title={meaning(columns[at])}>
            <bdi>{spoken(columns[at].name)}</bdi>
          </dt>
          <dd>
            <InstanceValue instance={instance} at={at} column={columns[at]} workbench={workbench} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
