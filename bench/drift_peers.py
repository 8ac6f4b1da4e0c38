"""What the drift figures cost in NumPy, SciPy and River, one thread: microseconds of CPU time, as JSON."""

import json
import time

import numpy as np
from river import drift
from scipy.spatial.distance import jensenshannon

FEATURES, ROWS, BINS = 60, 300, 64
rng = np.random.default_rng(1)
reference = 1e9 + 1e8 * rng.standard_normal((ROWS, FEATURES)) + 1e6 * np.arange(FEATURES)
window = 1e9 + 1e8 * rng.standard_normal((ROWS, FEATURES)) + 2e6 * np.arange(FEATURES)
offsets = np.arange(FEATURES) * BINS


def cost(calls, work):
    rounds = []
    work()
    for _ in range(7):
        start = time.process_time()
        for _ in range(calls):
            work()
        rounds.append((time.process_time() - start) / calls * 1e6)
    return sorted(rounds)[3]


def shares(bins):
    return np.bincount(bins.ravel(), minlength=FEATURES * BINS) / len(bins) + 1e-12


def divergence(p, q):
    m = 0.5 * (p + q)
    return 0.5 * ((p * np.log(p / m)).sum() + (q * np.log(q / m)).sum()) / FEATURES


def score(a, b):
    low = np.minimum(a.min(0), b.min(0))
    scale = BINS / (np.maximum(a.max(0), b.max(0)) - low)
    bins_a = np.minimum(((a - low) * scale).astype(np.int64), BINS - 1) + offsets
    bins_b = np.minimum(((b - low) * scale).astype(np.int64), BINS - 1) + offsets
    return divergence(shares(bins_a), shares(bins_b))


def score_per_feature(a, b):
    total = 0.0
    for f in range(FEATURES):
        edges = (min(a[:, f].min(), b[:, f].min()), max(a[:, f].max(), b[:, f].max()))
        p, _ = np.histogram(a[:, f], BINS, edges)
        q, _ = np.histogram(b[:, f], BINS, edges)
        total += jensenshannon(p, q) ** 2
    return total / FEATURES


def bootstrap():
    low = reference.min(0)
    scale = BINS / (reference.max(0) - low)
    bins = np.minimum(((reference - low) * scale).astype(np.int64), BINS - 1) + offsets
    p = shares(bins)
    draws = np.random.default_rng(12345).integers(0, ROWS, (400, ROWS))
    return np.quantile([divergence(p, shares(bins[draw])) for draw in draws], [0.9, 0.97, 0.995])


values = rng.standard_normal(500_000).tolist()


def adwin():
    detector = drift.ADWIN()
    for value in values:
        detector.update(value)


print(
    json.dumps(
        {
            "numpy score": cost(200, lambda: score(reference, window)),
            "scipy score": cost(10, lambda: score_per_feature(reference, window)),
            "numpy bootstrap": cost(1, bootstrap),
            "river adwin value": cost(1, adwin) / len(values),
        }
    )
)
