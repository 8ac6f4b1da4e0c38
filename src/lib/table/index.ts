export { type CsvReadOptions, type CsvSource, MISSING_TOKENS } from "./csv/options";
export { readCsv } from "./csv/read";
export { type CsvStreamOptions, streamCsv } from "./csv/stream";
export { type CsvWriteOptions, csvText, writeCsv } from "./csv/write";
export {
  COUNTERS,
  EVENTS,
  type Event,
  PERFORMANCE_COLUMNS,
  PROVENANCE_COLUMNS,
  VNFS,
  type Vnf,
} from "./performance";
export {
  type ColumnSpec,
  type ColumnType,
  columnSpec,
  type Schema,
  schemaNames,
  unknownColumn,
} from "./schema";
export { type Cell, type Column, type ColumnInput, type NumberColumn, Table, type TextColumn } from "./table";
