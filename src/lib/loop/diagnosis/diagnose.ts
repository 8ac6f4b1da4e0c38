import { fail } from "../../core";
import { jensenShannon, scorePerVnf } from "../../drift";
import { candidateFeatures, dataset, importance, median, type Pipeline } from "../../learn";
import { type Table, VNFS, type Vnf } from "../../table";

/** What speaks for a VNF. NaN where a kind of evidence is not to be had. */
export interface VnfEvidence {
  readonly vnf: Vnf;
  /**
   * Mean over its counters of ln(1 + |shift|), the shift being that of the median, of logarithms, in robust standard
   * deviations of the reference. What competes for a core shifts even the counters that never vary otherwise (cycles of
   * a busy-polling function), while functions that merely get less traffic move within what they are used to.
   */
  readonly shift: number;
  /** The counter that shifted most. */
  readonly counter: string;
  /** Mean divergence of its counters between reference and window, nats. It rises for all that get less traffic, too. */
  readonly divergence: number;
  /** How much the model's error grows without its counters, relative to the error; NaN without a model. */
  readonly importance: number;
}

export interface Diagnosis {
  /** The VNFs of which there are counters, the likeliest bottleneck first: by shift. */
  readonly ranking: readonly VnfEvidence[];
  /** How clear it is: how much smaller the second shift is than the first, from 0 to 1. */
  readonly lead: number;
}

export interface DiagnoseOptions {
  /** Default: all candidates of the reference. */
  readonly features?: readonly string[];
  /** A model whose use of the VNFs is to be shown beside; it must know rows like the window's, so take an adapted one. */
  readonly model?: Pipeline;
}

/** Fewest rows on either side for a median to say something. */
const LEAST_ROWS = 5;
/** A counter that did not vary at all in the reference: its shift counts in parts of a thousand. */
const LEAST_SPREAD = 1e-3;
/** A normal distribution's standard deviation in median absolute deviations. */
const DEVIATIONS = 1.4826;

/**
 * Which VNF is stressed? Ranks the network functions by how far their counters moved from calm rows shortly before to
 * the rows in question.
 *
 * @throws LabError `too-few-rows`, `no-features`
 * @example
 * const n = Array.from({ length: 40 }, (_, i) => 50 + (i * 37) % 11);
 * const rows = (share) => table.Table.of({
 *   firewall_cycles: n.map(() => 2892), firewall_branches: n.map((v) => 7 * v * Math.sqrt(share)),
 *   bridge_cycles: n.map(() => 2892 * share), bridge_branches: n.map((v) => 5 * v * share), output_rate: n });
 * const { ranking } = loop.diagnose(rows(1), rows(0.5));
 * [ranking[0].vnf, ranking[0].counter] //=> ["bridge", "bridge_cycles"]
 */
export function diagnose(reference: Table, window: Table, options: DiagnoseOptions = {}): Diagnosis {
  const features = options.features ?? candidateFeatures(reference, "output_rate");
  const vnfs = VNFS.filter((vnf) => features.some((name) => name.startsWith(`${vnf}_`)));
  if (vnfs.length === 0) {
    fail({ code: "no-features", expected: `counters of ${VNFS.join(", ")}`, found: "none" });
  }
  for (const [side, { length }] of Object.entries({ reference, window })) {
    if (length < LEAST_ROWS) {
      fail({
        code: "too-few-rows",
        expected: `${LEAST_ROWS} rows or more in the ${side}`,
        found: `${length}`,
      });
    }
  }
  const divergence = scorePerVnf(jensenShannon(reference, window, { features }));
  const uses = options.model && importances(options.model, window);
  const ranking = vnfs
    .map((vnf) => ({
      vnf,
      ...shiftOf(
        features.filter((name) => name.startsWith(`${vnf}_`)),
        reference,
        window,
      ),
      divergence: divergence[vnf] ?? Number.NaN,
      importance: uses?.get(vnf) ?? Number.NaN,
    }))
    .sort((a, b) => b.shift - a.shift);
  return { ranking, lead: ranking[0].shift > 0 ? 1 - (ranking[1]?.shift ?? 0) / ranking[0].shift : 0 };
}

/** The mean over the counters that both sides have; 0 when there is none. */
function shiftOf(
  counters: readonly string[],
  reference: Table,
  window: Table,
): { readonly shift: number; readonly counter: string } {
  let sum = 0;
  let count = 0;
  let most = -1;
  let counter = counters[0];
  for (const name of counters) {
    const before = logarithms(reference.numbers(name));
    const usual = median(before);
    const spread = DEVIATIONS * median(before.map((v) => Math.abs(v - usual)));
    const shift = Math.abs(median(logarithms(window.numbers(name))) - usual) / Math.max(spread, LEAST_SPREAD);
    if (Number.isNaN(shift)) continue;
    sum += Math.log1p(shift);
    count++;
    if (shift > most) {
      most = shift;
      counter = name;
    }
  }
  return { shift: count === 0 ? 0 : sum / count, counter };
}

/** asinh runs like a logarithm for counts and takes 0 as well. */
function logarithms(values: Float64Array): Float64Array {
  return values.map(Math.asinh);
}

function importances(model: Pipeline, window: Table): Map<string, number> {
  const data = dataset(window, { target: model.target, features: model.features });
  return new Map(importance(model, data, { repeats: 3 }).vnfs.map(({ name, relative }) => [name, relative]));
}
