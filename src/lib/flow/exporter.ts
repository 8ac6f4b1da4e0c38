import { decode, type Frame, Outcome, Packet } from "../capture";
import { type AnonymiseOptions, anonymiser } from "./anonymise";
import { type ColumnOptions, planColumns } from "./columns";
import { FlowTable, MOST_PREPARED } from "./flow-table";
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

/** A frame that was put aside: what decoding made of it. */
class Slot {
  readonly packet = new Packet();
  micros = 0.5;
  length = 0;
  cut = false;
  outcome = 0;
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
  readonly #slots = Array.from({ length: MOST_PREPARED }, () => new Slot());
  #count = 0;
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

  /** Takes a frame, whose bytes need not stay; may be handed to `capture.forEachFrame` as it is. */
  readonly frame = (frame: Frame): void => {
    this.put(frame);
    this.settle();
  };

  /**
   * Takes a frame whose bytes stay until `settle` is called, so that several are handled at once: with many flows
   * that is faster. Hand `put` and `settle` to `capture.forEachFrame`.
   */
  readonly put = (frame: Frame): void => {
    const slot = this.#slots[this.#count++];
    slot.micros = frame.micros;
    slot.length = frame.length;
    slot.cut = frame.captured < frame.length;
    slot.outcome = decode(slot.packet, frame, this.#inner);
    if (this.#count === MOST_PREPARED) this.settle();
  };

  /** Handles the frames that were put aside. */
  readonly settle = (): void => {
    const count = this.#count;
    const slots = this.#slots;
    this.#count = 0;
    if (count > 1) this.#table.prepare(slots, count);
    for (let i = 0; i < count; i++) {
      const { packet, micros, length, cut, outcome } = slots[i];
      const final = outcome === Outcome.OK ? this.#table.add(packet, micros) : outcome;
      this.ledger.frame(micros, length, cut, final);
    }
  };

  /** Ends the flows that are still open. */
  finish(): void {
    this.settle();
    this.#table.finish();
  }
}

function zeroMissing(row: FlowRow): void {
  const { numbers, isText } = row;
  for (let i = 0; i < numbers.length; i++) if (!isText[i] && Number.isNaN(numbers[i])) numbers[i] = 0;
}
