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
export type { LabelClass, LabelSchema } from "./schema/label-schema";
