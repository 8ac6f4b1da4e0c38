/**
 * How rows are written: `json` is the original's message, one row a record; `typed` is a compact frame of doubles,
 * several rows a record.
 */
export type RowForm = "json" | "typed";

/** Header that names the form of a record; without it a record is `json`, as the original's producers send it. */
export const FORM_HEADER = "form";

/** Header with the run of a row: the original's name. */
export const RUN_HEADER = "run_id";

/** Header with the place of a row in the replay. The original has none: see {@link RowReader}. */
export const SEQ_HEADER = "seq";

/** Header with the segment of a row. */
export const SEGMENT_HEADER = "segment";
