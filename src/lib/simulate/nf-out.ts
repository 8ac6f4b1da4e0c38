import { CHAIN } from "./model";
import type { ExperimentPlan } from "./plan";
import { meanOverSecond, STEPS_PER_SECOND, type Traffic } from "./traffic";

/** One line of nf_out.csv: a VNF's tag and the numbers of its 20 other fields; `state` is the letter W. */
export interface NfRow {
  readonly tag: string;
  readonly fields: readonly (number | "W")[];
}

/** Order in which the manager lists the VNFs; the firewall starts last and misses the first second. */
const LISTED = ["router", "ndpi_stat", "bridge", "payload_scan", "firewall"] as const;

/**
 * What the VNF manager prints every second: for each VNF instance_id, service_id, core, rx_pps, tx_pps, rx, tx,
 * act_out, act_tonf, act_drop, parent, state, rte_atomic16_read, rx_drop_rate, tx_drop_rate, rx_drop, tx_drop,
 * act_next, act_buffer, act_returned. Rates and totals are over the second (the original resets them as well);
 * rx_drop counts at the VNF's own ring, tx_drop what the next ring refused.
 */
export function nfStatistics(plan: ExperimentPlan, traffic: Traffic): NfRow[] {
  const rows: NfRow[] = [];
  for (let k = 0; k < plan.seconds; k++) {
    for (const tag of LISTED) {
      if (k === 0 && tag === "firewall") continue;
      const v = CHAIN.findIndex((model) => model.tag === tag);
      rows.push({ tag, fields: secondOf(traffic, v, k) });
    }
  }
  return rows;
}

function secondOf(traffic: Traffic, v: number, k: number): (number | "W")[] {
  const packets = (millions: number) => Math.round(millions * 1e6);
  const rx = packets(meanOverSecond(traffic.vnfs[v].processed, k));
  let rxDrop = packets(meanOverSecond(traffic.vnfs[v].dropped, k));
  // Before the chain is ready, what the generator sends is lost at the first ring.
  if (v === 0 && k < traffic.readyAt) rxDrop += unready(traffic, k);
  const last = v + 1 === CHAIN.length;
  const txDrop = last ? 0 : packets(meanOverSecond(traffic.vnfs[v + 1].dropped, k));
  const tx = rx - txDrop;
  const actions = last ? [tx, 0] : [0, rx];
  const id = LISTED.indexOf(CHAIN[v].tag as (typeof LISTED)[number]);
  const instance = id === LISTED.length - 1 ? 1 : id + 2;
  return [
    ...([instance, v + 1, CHAIN[v].core, rx, tx, rx, tx, ...actions, 0, 0, "W", 0] as const),
    ...[rxDrop, txDrop, rxDrop, txDrop, 0, 0, 0],
  ];
}

function unready(traffic: Traffic, k: number): number {
  let sum = 0;
  for (let i = k * STEPS_PER_SECOND; i < (k + 1) * STEPS_PER_SECOND; i++) {
    if (i / STEPS_PER_SECOND < traffic.readyAt) sum += traffic.offered[i];
  }
  return Math.round((sum * 1e6) / STEPS_PER_SECOND);
}
