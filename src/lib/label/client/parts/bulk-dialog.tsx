import { useState } from "preact/hooks";
import { type DialogProps, Modal } from "./dialogs";
import { useAnswer } from "./use-workbench";

/** One label for all rows of a query: first how many, then the step, which is undone as one. */
export function BulkDialog({ workbench, state, open }: DialogProps) {
  const [query, setQuery] = useState(open.settings.filter);
  const [name, setName] = useState(open.schema.classes[0]?.name ?? "");
  const { value, error } = useAnswer(
    () => workbench.api.ask("bulk-preview", { query }),
    `${query}-${state.revision}`,
    250,
  );
  const count = value?.count ?? 0;
  return (
    <Modal title="Label all that match" workbench={workbench}>
      <form
        class="wb-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (value !== undefined) void workbench.bulk(query, name === "" ? null : [name], count);
        }}
      >
        <label>
          Which rows{" "}
          <input
            type="text"
            value={query}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        <label>
          Label{" "}
          <select value={name} onChange={(event) => setName(event.currentTarget.value)}>
            {open.schema.classes.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
            <option value="">take the labels away</option>
          </select>
        </label>
        <p role="status" class={error === undefined ? undefined : "wb-error"}>
          {error ??
            (value === undefined
              ? "Counting …"
              : `${count.toLocaleString("en")} rows match${query.trim() === "" ? " (all)" : ""}, ${value.labelled.toLocaleString("en")} of them have a label of yours already.`)}
        </p>
        <button type="submit" class="primary" disabled={value === undefined || count === 0 || !open.writable}>
          Label {count.toLocaleString("en")} rows in one step
        </button>
      </form>
    </Modal>
  );
}
