import { decode, type Frame, Outcome, Packet } from "../capture";
import { type AnonymiseOptions, anonymiser } from "./anonymise";
import { type ColumnOptions, planColumns } from "./columns";
import { FlowTable } from "./flow-table";
import { type FlowOptions, parseFlowOptions } from "./options";
import { Ledger } from "./report";
import { FlowRow, rowFiller } from "./row";

/** Everything that says how flows are made and written. */
export interface ExportOptions extends FlowOptions, ColumnOptions {
  /** Replace all addresses, and leave out server names, before anything is handed out. */
  readonly anonymise?: AnonymiseOptions;
  /** Write 0 instead of leaving missing cells of numeric columns missing, as the published tables do. Default false. */
  readonly missingAsZero?: boolean;
}

/**
 * The exporter for those who have their own source of frames: give it one frame after the other, and it calls back
 * for each flow that ends. The state is carried from capture to capture until `finish`.
 */
export class FlowExporter {
  /** The row that is handed out, one object for all flows. */
  readonly row: FlowRow;
  readonly ledger = new Ledger();
  readonly #inner: boolean;
  readonly #packet = new Packet();
  readonly #table: FlowTable;

  constructor(options: ExportOptions, onFlow: (row: FlowRow) => void) {
    const parsed = parseFlowOptions(options);
    const plan = planColumns(options);
    const row = new FlowRow(plan);
    const fill = rowFiller(
      plan,
      row,
      options.anonymise === undefined ? undefined : anonymiser(options.anonymise),
    );
    const zero = options.missingAsZero ?? false;
    this.row = row;
    this.#inner = parsed.tunnel === "inner";
    this.#table = new FlowTable(parsed, plan.groups, (flow) => {
      fill(flow);
      if (zero) zeroMissing(row);
      this.ledger.flow(flow.end);
      onFlow(row);
    });
  }

  /** Flows that are open now. */
  get open(): number {
    return this.#table.open;
  }

  /** Takes a frame; may be handed to `capture.forEachFrame` as it is. */
  readonly frame = (frame: Frame): void => {
    const packet = this.#packet;
    let outcome = decode(packet, frame, this.#inner);
    if (outcome === Outcome.OK) outcome = this.#table.add(packet, frame.micros);
    this.ledger.frame(frame, outcome);
  };

  /** Ends the flows that are still open. */
  finish(): void {
    this.#table.finish();
  }
}

function zeroMissing(row: FlowRow): void {
  const { numbers, isText } = row;
  for (let i = 0; i < numbers.length; i++) if (!isText[i] && Number.isNaN(numbers[i])) numbers[i] = 0;
}
