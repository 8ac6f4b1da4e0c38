/** The label room: instances and their extraction, label schemas, the label journal, agreement, the workbench's source. */

// The workbench: keys, layout, messages
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
export type { Card, ColouredName, ColumnPattern, Template } from "./app/template";
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
  publishRules,
} from "./network/agents";
export { EDGE_AND_CORE, type SimulatedMachine } from "./network/build-topology";
export { GTP_ENVELOPE, type SimulatedFlow } from "./network/flow";
export { type NetworkOptions, type SimulatedNetwork, simulatedNetwork } from "./network/network";
export type { PortState } from "./network/port";
export { portCost } from "./network/port-cost";
export { networkRecords, SIMULATED } from "./network/report";
export { type RulePlan, ruleDirectives } from "./network/rule-publisher";
export { INGRESS_ORDER, lookupCost, TECHNOLOGY_MODELS, type TechnologyModel } from "./network/technology";
export type { ActivePoint, ActiveRule, PointCounters, RuleCounters } from "./network/traverse";
// Topology and records
export {
  type MetricRecord,
  parseMetricRecord,
  RESOURCE_TYPES,
  type ResourceType,
  WITHDRAWN,
} from "./records/metric-record";
export { addressFilter, type PrivacyOptions } from "./records/privacy";
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
export type { LabelClass, LabelSchema } from "./schema/label-schema";
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
