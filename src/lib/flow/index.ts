export { ipv4Text, ipv6Text } from "./address";
export { type AnonymiseOptions, type Anonymiser, anonymiser } from "./anonymise";
export {
  CONTEXT_COLUMNS,
  type ColumnOptions,
  FLOW_COLUMNS,
  flowSchema,
} from "./columns";
export { CsvWriter } from "./csv";
export { type ExportedFlows, exportFlows, type FlowSource, streamFlows } from "./export";
export { exportFlowsToDescriptor, exportFlowsToFile } from "./export-file";
export { type ExportOptions, FlowExporter } from "./exporter";
export { type FeatureGroup, FlowPacket, FlowTotals } from "./feature";
export { END_REASONS, type EndReason } from "./flow-table";
export type { Accounting, FlowOptions } from "./options";
export type { Account, CaptureAccount, FlowReport } from "./report";
export { FlowRow } from "./row";
