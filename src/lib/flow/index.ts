export { addressText, ipv4Text, ipv6Text } from "./address";
export { type AnonymiseOptions, type Anonymiser, anonymiser } from "./anonymise";
export {
  CONTEXT_COLUMNS,
  type ColumnOptions,
  FLOW_COLUMNS,
  flowSchema,
} from "./columns";
export { CsvWriter } from "./csv";
export { defineFeature, type FeatureDefinition } from "./define-feature";
export { END_REASONS, type EndReason } from "./ended-flow";
export { type ExportedFlows, exportFlows, type FlowSource, streamFlows } from "./export";
export { exportFlowsToDescriptor, exportFlowsToFile } from "./export-file";
export { type ExportOptions, FlowExporter } from "./exporter";
export { type FeatureGroup, FlowPacket, FlowTotals } from "./feature";
export type { Accounting, FlowOptions } from "./options";
export type { Account, CaptureAccount, FlowReport } from "./report";
export { FlowRow } from "./row";
// Ground truth
export { canonicalAddress } from "./truth/address";
export { type JoinOptions, type JoinReport, joinTruth } from "./truth/join";
export { estimateOffset, type OffsetEstimate } from "./truth/offset";
export { protocolNumber } from "./truth/protocol";
export { parseTime } from "./truth/time";
export { readTruth, type Truth, type TruthLayout, type TruthOptions } from "./truth/truth";
// Windows over time
export { aggregateWindows } from "./window/aggregate";
export { type WindowAggregator, type WindowReport, windowAggregator } from "./window/aggregator";
export { hostRows } from "./window/hosts";
export { AGGREGATES, type Aggregate, type EmptyWindows, type WindowOptions } from "./window/options";
