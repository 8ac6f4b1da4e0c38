import { useEffect, useState } from "preact/hooks";
import type { OpenReply, Order } from "../../app/protocol";
import { Key } from "./key";
import type { Workbench } from "./workbench-state";

const ORDERS: readonly { readonly order: Order; readonly text: string }[] = [
  { order: "data", text: "as in the data" },
  { order: "uncertain", text: "most uncertain first" },
  { order: "disagreement", text: "disputed first" },
];

/** Holds the moves to some rows, orders them, and labels all of them at once. */
export function FilterBar({ workbench, open }: { readonly workbench: Workbench; readonly open: OpenReply }) {
  const { filter, matching, order } = open.settings;
  const [text, setText] = useState(filter);
  useEffect(() => setText(filter), [filter]);
  const leave = (element: Element) => element.closest<HTMLElement>(".wb")?.focus();
  return (
    <search>
      <form
        class="wb-filter"
        onSubmit={(event) => {
          event.preventDefault();
          void workbench.filter(text.trim());
          leave(event.currentTarget as Element);
        }}
      >
        <label class="wb-grow">
          Filter <Key strokes={open.keys.filter} />
          <input
            type="text"
            data-focus="filter"
            value={text}
            placeholder={`for example: ${example(open)}`}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Escape") return;
              setText(filter);
              leave(event.currentTarget);
            }}
          />
        </label>
        <button type="submit">Apply</button>
        {filter !== "" && (
          <button type="button" onClick={() => void workbench.filter("")}>
            All rows
          </button>
        )}
        <span class="muted">{filter === "" ? "" : `${matching.toLocaleString("en")} match`}</span>
        <button type="button" disabled={!open.writable} onClick={() => workbench.set({ dialog: "bulk" })}>
          Label all … <Key strokes={open.keys.bulk} />
        </button>
        <label>
          Order{" "}
          <select
            value={order}
            onChange={(event) => void workbench.settings({ order: event.currentTarget.value as Order })}
          >
            {ORDERS.map((one) => (
              <option key={one.order} value={one.order}>
                {one.text}
              </option>
            ))}
          </select>
        </label>
        {open.annotators.length > 1 && (
          <button type="button" onClick={() => workbench.set({ dialog: "disagreements" })}>
            Agreement <Key strokes={open.keys.disagreements} />
          </button>
        )}
      </form>
    </search>
  );
}

/** A query that would work on these data. */
function example({ dataset }: OpenReply): string {
  const number = dataset.columns.find(({ type }) => type === "number");
  return number === undefined
    ? "label is missing"
    : `${/^\w+$/.test(number.name) ? number.name : `"${number.name}"`} > 100`;
}
