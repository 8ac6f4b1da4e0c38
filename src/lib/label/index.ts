/** The label room: instances and their extraction, label schemas, the label journal, agreement, the workbench's source. */

// Agreement
export { type Agreement, agreementOf } from "./agreement/agreement-of";
export { type CohenKappa, cohenKappa } from "./agreement/cohen";
export { type FleissKappa, fleissKappa } from "./agreement/fleiss";
// The workbench: keys, layout, messages
export { checkKeys } from "./app/check-keys";
export { checkTemplate } from "./app/check-template";
export { DEFAULT_KEYS, KEY_ACTIONS, type KeyAction, type Keys } from "./app/keys";
export type {
  AgreementReply,
  BoxView,
  ColumnView,
  DatasetView,
  InstanceReply,
  LabelView,
  NeighbourView,
  OpenReply,
  Order,
  ProgressView,
  Push,
  RangesReply,
  RangeView,
  Replies,
  Request,
  Requests,
  RequestType,
  RowState,
  SeriesReply,
  StepReply,
  UndoView,
  ViewSettings,
  WireCell,
} from "./app/protocol";
export { FLOW_TEMPLATE, fitTemplate, INSTANCE_TEMPLATE, templateFor } from "./app/shipped-templates";
export { openSource } from "./app/source";
export type { WorkbenchOptions } from "./app/source-options";
export type { Card, ColouredName, ColumnPattern, Template } from "./app/template";
export { type WorkbenchWidgetOptions, workbench } from "./app/workbench";
export { saveWorkbench, workbenchPage, workbenchSource } from "./app/workbench-page";
// Data to label
export { dataOf, type LabelData, type OpenDataOptions, openData } from "./data/label-data";
// Databases
export {
  type DatabaseConfig,
  type DuckDbConfig,
  type MySqlConfig,
  parseDatabaseConfig,
} from "./database/config";
export type { Database, SqlRow, SqlRun, SqlValue, Transaction } from "./database/database";
export { openDatabase } from "./database/open";
// Labels
export type {
  LabelAction,
  LabelEvent,
  LabelValue,
  Origin,
  PointTarget,
  RowTarget,
  SegmentTarget,
  TimeRange,
} from "./event/label-event";
// Exploring
export { boxes } from "./explore/boxes";
export { Series } from "./explore/series";
export { type Difference, Similarity } from "./explore/similar";
// Labels into the data
export { type ExportOptions, type ExportReport, exportLabels } from "./export/export-labels";
export { type LabelledTableOptions, labelledTable } from "./export/labelled-table";
export { neutralise, restore } from "./export/neutralise";
export { type Provenance, type Trace, traceRow } from "./export/provenance";
export type { ResolveOptions } from "./export/resolve-labels";
// Collection and extraction
export { type Collector, type CollectorOptions, collector } from "./extract/collector";
export { type ExtractionConfig, parseExtractionConfig } from "./extract/config";
export {
  type FileSinkOptions,
  fileSink,
  INSTANCES_FILE,
  INSTRUMENTATION_FILE,
  ruleFile,
  stepsTable,
} from "./extract/file-sink";
export {
  CONTEXT,
  type ExtractionOptions,
  extractionLoop,
  type InstanceSink,
  type Iteration,
  type IterationSteps,
} from "./extract/loop";
export { type Pace, realPace } from "./extract/pace";
export { readExtractionConfig } from "./extract/read-config";
export { runExtraction } from "./extract/run";
export type { ExtractedRule } from "./extract/shape";
export { instanceSources } from "./extract/sources";
export { type BatchContent, storeBatch } from "./extract/store-batch";
export type { StoredRecord } from "./extract/stored";
export { type ImportOptions, type ImportReport, importLabels } from "./import/import-labels";
// Instances
export { aggregateFlows, aggregateQueues, MIXED } from "./instance/aggregate";
export { buildInstances } from "./instance/build";
export {
  type InstanceColumn,
  type InstanceLayout,
  instanceColumns,
  instanceSchema,
  TECHNOLOGIES,
} from "./instance/layout";
export type { InstanceParts, Metrics, PointParts } from "./instance/parts";
export { wholeInstance } from "./instance/whole";
export { type InstanceShape, instanceWidth, SET_SIZES } from "./instance/width";
// Simulated network
export {
  createNetworkTopics,
  type NetworkAgents,
  type NetworkTopics,
  networkAgents,
  networkTopics,
  publishRecords,
  publishRules,
} from "./network/agents";
export { EDGE_AND_CORE, type SimulatedMachine } from "./network/build-topology";
export { GTP_ENVELOPE, type SimulatedFlow } from "./network/flow";
export { type NetworkOptions, type SimulatedNetwork, simulatedNetwork } from "./network/network";
export type { PortState } from "./network/port";
export { portCost } from "./network/port-cost";
export { networkRecords, SIMULATED } from "./network/report";
export { type RulePlan, ruleDirectives } from "./network/rule-publisher";
export {
  actionCost,
  INGRESS_ORDER,
  lookupCost,
  TECHNOLOGY_MODELS,
  type TechnologyModel,
} from "./network/technology";
export type { ActivePoint, ActiveRule, PointCounters, RuleCounters } from "./network/traverse";
export { type QueryExtras, queryRows } from "./query/run-query";
export type { Overlap, RangeRequest } from "./ranges/put-range";
export { deleteRange, labelRange, rangesOf } from "./ranges/range-labels";
// Topology and records
export {
  type MetricRecord,
  parseMetricRecord,
  RESOURCE_TYPES,
  type ResourceType,
  WITHDRAWN,
} from "./records/metric-record";
export { addressFilter, addressHider, type PrivacyOptions } from "./records/privacy";
export {
  ACTIONS,
  type ActionName,
  parseRule,
  parseRuleDirective,
  type Rule,
  type RuleAction,
  type RuleDirective,
  ruleComplexity,
  ruleDescription,
  ruleEfficiency,
  SENSES,
  type Sense,
} from "./records/rule";
export { checkSchema } from "./schema/check-schema";
export type { LabelClass, LabelSchema } from "./schema/label-schema";
export { ATTACK_SCHEMA, DRIFT_SCHEMA, NETLABELLER_SCHEMA } from "./schema/shipped-schemas";
export { LabelSession, labelSession, type SessionOptions } from "./session/label-session";
export type { LabelStore } from "./store/label-store";
export { type OpenLabelsOptions, openLabels, putSchema } from "./store/open-labels";
export { type TopologyGraph, topologyGraph } from "./topology/graph";
export { topologyHash } from "./topology/hash";
export { parseTopology } from "./topology/parse";
export type {
  DatapathPoint,
  Device,
  DevicePort,
  Topology,
  TopologyLink,
  TopologyQueue,
} from "./topology/topology";
export { type Suggestions, suggest } from "./weak/suggest";
export { type WeakReport, type WeakRule, weakLabels } from "./weak/weak-labels";
