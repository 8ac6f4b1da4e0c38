// The figure: what it is, how it is shown and kept.

// What several of them take.
export type { Band, Mark } from "./annotations";
export { type AccuracyCurve, accuracyCurves } from "./charts/accuracy-curves";
export { type Activity, type ActivityTimelineOptions, activityTimeline } from "./charts/activity-timeline";
export { type BarChartOptions, barChart } from "./charts/bar-chart";
export { type CorrelationMapOptions, correlationMap } from "./charts/correlation-map";
export { type CumulativeOptions, cumulative } from "./charts/cumulative";
export { type DetectorRow, detectorComparison } from "./charts/detector-comparison";
export { type DistributionsOptions, distributions } from "./charts/distributions";
export { type DriftOptions, driftChart } from "./charts/drift-chart";
export { type HeatMapOptions, heatMap } from "./charts/heat-map";
// Distributions and relations.
export { type HistogramOptions, histogram } from "./charts/histogram";
export { type ImportanceOptions, importanceBars } from "./charts/importance-bars";
// Comparisons.
export { type Bar, type IntervalBarsOptions, intervalBars } from "./charts/interval-bars";
// Series over time or rows.
export { type LineOptions, lineChart } from "./charts/line-chart";
// A run of the closed loop.
export { type AdoptionGainsOptions, adoptionGains } from "./charts/loop/adoption-gains";
export { type DiagnosedStretch, type DiagnosisMapOptions, diagnosisMap } from "./charts/loop/diagnosis-map";
export { type HitRate, hitRates } from "./charts/loop/hit-rates";
export { type LoopAccuracyOptions, loopAccuracy } from "./charts/loop/loop-accuracy";
export { loopDrift } from "./charts/loop/loop-drift";
export { loopErrorHistogram, loopErrors } from "./charts/loop/loop-errors";
export { loopPredictions } from "./charts/loop/loop-predictions";
export type { LoopFigureOptions, LoopRecord } from "./charts/loop/loop-record";
export { loopResources } from "./charts/loop/loop-resources";
export { loopSigns } from "./charts/loop/loop-signs";
export { runState } from "./charts/loop/run-state";
export { type PacketSequenceOptions, packetSequence, type SequencePacket } from "./charts/packet-sequence";
export { plotly } from "./charts/plotly";
export { type QualityRow, qualityChart } from "./charts/quality-chart";
export { type ScatterOptions, scatter } from "./charts/scatter";
export { type Baseline, type ScoreOptions, type ScoreRow, scoreComparison } from "./charts/score-comparison";
export { type SeriesOptions, seriesPanels } from "./charts/series-panels";
export { type TableFigureOptions, tableFigure } from "./charts/table-figure";
export { type TopCorrelationsOptions, topCorrelations } from "./charts/top-correlations";
export { topologyMap } from "./charts/topology-map";
// A run that goes on.
export { type DriftDashboard, driftDashboard } from "./drift-dashboard";
export { type Alternative, Figure, type FigureOptions, type MimeBundle } from "./figure";
export { textWidth } from "./font";
export type { Level } from "./levels";
export { type LoopReportOptions, loopReport } from "./report/loop-report";
export { save } from "./save";
export { savePage } from "./save-page";
export { bundleOf, type Html, type Showable, show, update } from "./show";
export type { Source } from "./source";
export type { Draft, Json, Spec } from "./spec";
export { plainText } from "./text";
