import type { Position } from "../../stream";
import type { MetricRecord } from "../records/metric-record";

/** A metric record with where on the log it stands: what any cell of an instance leads back to. */
export interface StoredRecord extends MetricRecord, Position {}
