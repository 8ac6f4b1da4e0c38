/**
 * Dataplane Lab: the table of contents. Each room is exported under its own name:
 *
 *     import { table, perf, learn, drift, view } from "dataplane-lab";
 */
export * as capture from "./capture";
export * as core from "./core";
export * as drift from "./drift";
export * as flow from "./flow";
export * as label from "./label";
export * as learn from "./learn";
export * as loop from "./loop";
export * as notebook from "./notebook";
export * as perf from "./perf";
export * as simulate from "./simulate";
export * as stream from "./stream";
export * as table from "./table";
export * as view from "./view";
export * as widget from "./widget";
