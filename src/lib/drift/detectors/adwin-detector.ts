import { Adwin } from "./adwin";
import type { DetectorKind } from "./detector";
import { monitoredKind } from "./monitored-detector";

const DEFAULTS = {
  scale: "reference" as "reference" | "none",
  /** Limit of the probability of a false alarm at one look, over all features together. */
  delta: 0.002,
  clock: 32,
  maxBuckets: 5,
  minWindow: 5,
  grace: 10,
};

export const ADWIN: DetectorKind = monitoredKind(
  {
    name: "adwin",
    summary: "adaptive windowing (Bifet & Gavaldà 2007): cuts the window where its mean changed",
    watches: "features",
    binary: false,
    fires: "above",
    orderFree: false,
    rate: "limit",
    defaults: DEFAULTS,
  },
  (options, features) => new Adwin({ ...options, delta: options.delta / features }),
  (options) => new Adwin(options),
);
