/** c · ln c for whole c, grown when a larger one is met. */
let plogp = new Float64Array(0);
/** s · ln(s / 2): for s = 2c exactly twice c · ln c, so that equal counts cancel to the last bit. */
let plogHalf = new Float64Array(0);

function growTables(largest: number): void {
  if (largest < plogp.length) return;
  const size = Math.max(1024, 2 * largest) + 1;
  plogp = Float64Array.from({ length: size }, (_, c) => (c === 0 ? 0 : c * Math.log(c)));
  plogHalf = Float64Array.from({ length: size }, (_, s) => (s === 0 ? 0 : s * Math.log(s / 2)));
}

/** Above this many values the table of logarithms would not stay in the cache. */
const LARGEST_TABLE = 100_000;

/**
 * The Jensen–Shannon divergence of two histograms over the same bins, in nats, exactly 0 for equal ones:
 * Σ ½ p log(p/m) + ½ q log(q/m), m = (p+q)/2, p = (c/n + ε) / (1 + Bε). The norm is the same for both.
 *
 * @param p counts; the histogram is p[from, from + bins), as for q
 * @param pTotal their sum, not 0
 * @param smoothing ε, added to every probability
 */
export function countsDivergence(
  p: Int32Array,
  pFrom: number,
  pTotal: number,
  q: Int32Array,
  qFrom: number,
  qTotal: number,
  bins: number,
  smoothing: number,
): number {
  if (smoothing === 0 && pTotal <= LARGEST_TABLE && qTotal <= LARGEST_TABLE) {
    growTables(pTotal + qTotal);
    return pTotal === qTotal
      ? equalTotals(p, pFrom, q, qFrom, bins, pTotal)
      : unequalTotals(p, pFrom, pTotal, q, qFrom, qTotal, bins);
  }
  let sum = 0;
  for (let b = 0; b < bins; b++) {
    const pCount = p[pFrom + b];
    const qCount = q[qFrom + b];
    if (pCount === 0 && qCount === 0) continue;
    const x = pCount / pTotal + smoothing;
    const y = qCount / qTotal + smoothing;
    if (x === y) continue;
    const m = (x + y) / 2;
    if (x > 0) sum += x * Math.log(x / m);
    if (y > 0) sum += y * Math.log(y / m);
  }
  return Math.max(0, sum / (2 * (1 + bins * smoothing)));
}

/**
 * ln k for the whole numbers met lately. Windows of a few totals and small counts meet the same ones over and over,
 * and a look-up here costs a fraction of a logarithm.
 */
const recentKeys = new Int32Array(4096);
const recentLogs = new Float64Array(4096);

/** @param k from 1 to 2³¹ − 1 */
function recentLog(k: number): number {
  const slot = Math.imul(k, 0x9e3779b1) >>> 20;
  if (recentKeys[slot] !== k) {
    recentKeys[slot] = k;
    recentLogs[slot] = Math.log(k);
  }
  return recentLogs[slot];
}

/** With equal totals every term is a function of whole numbers: three look-ups instead of logarithms. */
function equalTotals(
  p: Int32Array,
  pFrom: number,
  q: Int32Array,
  qFrom: number,
  bins: number,
  total: number,
): number {
  const whole = plogp;
  const half = plogHalf;
  let sum = 0;
  for (let b = 0; b < bins; b++) {
    const x = p[pFrom + b];
    const y = q[qFrom + b];
    sum += whole[x] + whole[y] - half[x + y];
  }
  return Math.max(0, sum / (2 * total));
}

/** One logarithm, mostly remembered, a bin that both have, none for a bin of one: there p log(p / (p/2)) is p ln 2. */
function unequalTotals(
  p: Int32Array,
  pFrom: number,
  pTotal: number,
  q: Int32Array,
  qFrom: number,
  qTotal: number,
  bins: number,
): number {
  const whole = plogp;
  const pScale = 1 / pTotal;
  const qScale = 1 / qTotal;
  const pLog = Math.log(pTotal);
  const qLog = Math.log(qTotal);
  // p + q = k / (pTotal · qTotal) with a whole k, which is at most twice the product.
  const product = pTotal * qTotal;
  const productLog = Math.log(2 * product);
  const small = 2 * product <= 0x7fffffff;
  let sum = 0;
  let alone = 0;
  for (let b = 0; b < bins; b++) {
    const c = p[pFrom + b];
    const d = q[qFrom + b];
    const x = c * pScale;
    const y = d * qScale;
    if (c === 0 || d === 0) alone += x + y;
    else if (c * qTotal !== d * pTotal) {
      const k = c * qTotal + d * pTotal;
      const log = (small ? recentLog(k) : Math.log(k)) - productLog;
      sum += (whole[c] - c * pLog) * pScale + (whole[d] - d * qLog) * qScale - (x + y) * log;
    }
  }
  return Math.max(0, (sum + alone * Math.LN2) / 2);
}
