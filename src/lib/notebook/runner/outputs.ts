import { joined, type NotebookOutput } from "../format";
import type { CellFailure } from "../kernel/failure";
import type { CellSink } from "../kernel/kernel";

/** Collects what cells send into their outputs, merging streams and replacing displays as a front end does. */
export interface OutputCollector {
  /** The outputs of the cell that runs next go into this list. */
  begin(outputs: NotebookOutput[], count: number): void;
  readonly sink: CellSink;
}

export function collectOutputs(): OutputCollector {
  let outputs: NotebookOutput[] = [];
  let count = 0;
  const displays = new Map<string, NotebookOutput[]>();
  return {
    begin(list, number) {
      outputs = list;
      count = number;
    },
    sink: {
      stream(name, text) {
        const last = outputs.at(-1);
        if (last?.output_type === "stream" && last.name === name)
          last.text = (joined(last.text) ?? "") + text;
        else outputs.push({ output_type: "stream", name, text });
      },
      display({ data, metadata, displayId }, update) {
        const shown = displayId === undefined ? undefined : displays.get(displayId);
        if (update) {
          for (const output of shown ?? []) Object.assign(output, { data, metadata });
          return;
        }
        const output = { output_type: "display_data", data, metadata };
        outputs.push(output);
        if (displayId !== undefined) displays.set(displayId, [...(shown ?? []), output]);
      },
      result(text) {
        outputs.push({
          output_type: "execute_result",
          execution_count: count,
          data: { "text/plain": text },
          metadata: {},
        });
      },
    },
  };
}

export function errorOutput({ ename, evalue, traceback }: CellFailure): NotebookOutput {
  return { output_type: "error", ename, evalue, traceback: [...traceback] };
}
