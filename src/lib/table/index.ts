export { type ArqueroTable, fromArquero, toArquero } from "./bridges/arquero";
export { type DanfoFrame, fromDanfo, toDanfo } from "./bridges/danfo";
export { writeNumber } from "./csv/format-number";
export { type CsvReadOptions, type CsvSource, MISSING_TOKENS } from "./csv/options";
export { readCsv } from "./csv/read";
export { type CsvStreamOptions, streamCsv } from "./csv/stream";
export { type CsvWriteOptions, csvText, writeCsv } from "./csv/write";
export {
  type ParquetReadOptions,
  type ParquetWriteOptions,
  readParquet,
  writeParquet,
} from "./duckdb/parquet";
export { type SqlOptions, sql } from "./duckdb/sql";
export {
  COUNTERS,
  EVENTS,
  type Event,
  PERFORMANCE_COLUMNS,
  PROVENANCE_COLUMNS,
  VNFS,
  type Vnf,
} from "./performance";
export { type PerformanceLayout, PUBLISHED_LAYOUTS } from "./published/layout";
export {
  type PerformanceReadOptions,
  type PerformanceSource,
  performanceLayout,
  readPerformanceCsv,
} from "./published/read";
export { INDEX_COLUMNS, segmentsOfIndex } from "./published/segments";
export { type PerformanceWriteOptions, writePerformanceCsv } from "./published/write";
export {
  type ColumnSpec,
  type ColumnType,
  columnSpec,
  type Schema,
  schemaNames,
  unknownColumn,
} from "./schema";
export { schemaByName, schemas } from "./schemas";
export { checkSchema, requireSchema, type SchemaCheckOptions } from "./schemas/check";
export { defineSchema } from "./schemas/define";
export {
  INSTANCE_FEATURES,
  INSTANCE_SETS,
  type InstanceFeature,
  type InstanceLevel,
  type InstanceSet,
} from "./schemas/instances";
export { EVENT_MEANINGS, VNF_ROLES } from "./schemas/performance";
export { type Cell, type Column, type ColumnInput, type NumberColumn, Table, type TextColumn } from "./table";
export { describe } from "./verbs/describe";
export { cellTexts, type PreviewOptions, preview } from "./verbs/preview";
export { type SortKey, sortBy } from "./verbs/sort-by";
