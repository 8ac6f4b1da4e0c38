/** Lowest and highest values, column by column; null where there is none. */
export type Band = readonly [min: readonly (number | null)[], max: readonly (number | null)[]];

/** What a picture needs of some rows. Column k covers the rows from seq[k] up to seq[k + 1]. */
export interface RowsWindow {
  readonly seq: readonly number[];
  readonly truth: Band;
  readonly baseline: Band;
  readonly current: Band;
  /** Each column is one row. */
  readonly exact: boolean;
  /** Windowed accuracy, 0 to 1, at the given seq. */
  readonly accuracy: { readonly seq: readonly number[]; readonly baseline: Band; readonly current: Band };
}

/** Values of a grid, quantised: 16-bit little-endian in base64, 65535 for missing, 65534 for `top`; row after row. */
export interface Grid {
  readonly names: readonly string[];
  readonly columns: number;
  readonly top: number;
  readonly cells: string;
}

/** One sign that the monitor watches, such as the residuals, and what it would have to reach. */
export interface SignWindow {
  readonly name: string;
  readonly statistic: Band;
  readonly threshold: readonly (number | null)[];
}

/** What a picture needs of the monitor's looks. */
export interface DriftWindow {
  readonly seq: readonly number[];
  readonly score: Band;
  /** The limits of the tiers at each column. */
  readonly tiers: readonly (readonly number[])[];
  readonly tier: readonly number[];
  readonly bound: number | null;
  /** At the same seq as the score. */
  readonly signs: readonly SignWindow[];
  /** From which seq to which the grids' columns reach, evenly. */
  readonly from: number;
  readonly to: number;
  readonly features: Grid;
  readonly vnfs: Grid;
}

export type EventKind =
  | "stage"
  | "drift"
  | "follow-up"
  | "adopted"
  | "refused"
  | "rollback"
  | "swap"
  | "failure"
  | "pause"
  | "resume"
  | "end";

/** Something that happened, in words. */
export interface EventLine {
  /** Counts from 0. */
  readonly n: number;
  readonly seq: number | null;
  readonly time: number | null;
  readonly kind: EventKind;
  readonly title: string;
  readonly reason: string;
}

export interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The run as it stands. */
export interface RunState {
  readonly run: string;
  readonly state: string;
  readonly error: string | null;
  readonly strategy: string;
  readonly broker: string;
  readonly seed: string;
  readonly target: string;
  readonly simulated: boolean;
  readonly caption: string;
  readonly started: number | null;
  readonly ended: number | null;
  readonly stages: readonly Span[];
  readonly models: readonly string[];
  readonly rows: number;
  readonly first: number | null;
  readonly last: number | null;
  /** Rows a second over the last seconds; null when nothing moved or it is unknown. */
  readonly rate: number | null;
  /** The speed that was asked for last: rows a second, 0 as fast as possible. */
  readonly asked: number | null;
  readonly readings: number;
  readonly events: number;
  readonly tolerance: number;
  readonly window: number;
  readonly latest: {
    readonly baseline: number | null;
    readonly current: number | null;
    readonly score: number | null;
    readonly tier: number | null;
    readonly bound: number | null;
    readonly tiers: readonly number[];
    readonly model: string | null;
  };
  /** Bytes of the run that are not read in yet. */
  readonly loading: number;
  /** Lines that could not be read. */
  readonly damaged: number;
}

/** What a page asks. */
export type DashboardAsk =
  | { readonly what: "state" }
  | { readonly what: "rows" | "drift"; readonly from: number; readonly to: number; readonly columns: number }
  | { readonly what: "events"; readonly after: number }
  | {
      readonly what: "control";
      readonly command: "pause" | "resume" | "rollback" | "speed";
      readonly tps?: number;
      readonly model?: string;
    };
