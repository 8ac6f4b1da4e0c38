import { useState } from "preact/hooks";
import type { ColumnView, InstanceReply, WireCell } from "../../app/protocol";
import { valueText } from "./columns";
import type { Workbench } from "./workbench-state";

/** A value as text and only as text; a gap is a dash that says so. */
export function Value({ value, column }: { readonly value: WireCell; readonly column: ColumnView }) {
  const text = valueText(value, column.type);
  if (text === undefined) {
    return (
      <span class="wb-missing">
        <span aria-hidden="true">–</span>
        <span class="hidden-text">missing</span>
      </span>
    );
  }
  return (
    <span title={typeof value === "number" ? String(value) : undefined}>
      <bdi>{text === "" ? "(empty text)" : text}</bdi>
      <Unit column={column} />
    </span>
  );
}

/** The unit behind a value; plain numbers, whose unit is 1, have none to show. */
export function Unit({ column }: { readonly column: ColumnView }) {
  return column.unit === "" || column.unit === "1" ? null : <span class="muted"> {column.unit}</span>;
}

/** The value of the current instance; a text that was cut can be had whole. */
export function InstanceValue({
  instance,
  at,
  column,
  workbench,
}: {
  readonly instance: InstanceReply;
  readonly at: number;
  readonly column: ColumnView;
  readonly workbench: Workbench;
}) {
  const cut = instance.cut.find((one) => one.column === column.name);
  const [more, setMore] = useState<{ row: number; text: string } | undefined>();
  const known = more?.row === instance.row ? more.text : undefined;
  const grow = async () => {
    const start = known ?? String(instance.values[at]);
    const { text } = await workbench.api.ask("cell", {
      row: instance.row,
      column: column.name,
      from: start.length,
    });
    setMore({ row: instance.row, text: start + text });
  };
  return (
    <>
      <Value value={known ?? instance.values[at]} column={column} />
      {cut !== undefined && (known?.length ?? 0) < cut.length && (
        <button
          type="button"
          class="wb-more"
          onClick={() => grow().catch((error: Error) => workbench.say(error.message, "error"))}
        >
          more of {cut.length.toLocaleString("en")} characters
        </button>
      )}
    </>
  );
}

/** What a column means, for a title. */
export function meaning({ name, formula, source, unit }: ColumnView): string {
  return [name, formula, unit && `in ${unit}`, source && `from ${source}`].filter(Boolean).join(" · ");
}
