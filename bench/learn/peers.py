"""The peers of bench/learn.ts: one task a call, figures as one JSON line. Every library runs on one thread."""

import json
import os
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import resource

import numpy as np


def cpu():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def timed(work, repeats=1):
    times = []
    for _ in range(repeats):
        start = cpu()
        result = work()
        times.append(cpu() - start)
    return result, min(times)


def r2(y, p):
    return 1 - ((y - p) ** 2).sum() / ((y - y.mean()) ** 2).sum()


def folds(x, y, fold, make):
    p = np.zeros(len(y))
    for k in range(5):
        p[fold == k] = make().fit(x[fold != k], y[fold != k]).predict(x[fold == k])
    return r2(y, p)


def trees(task, data):
    x, y = (np.array(data[k], dtype=float) for k in ("x", "y"))
    fold = np.array(data["fold"])
    if task == "lightgbm":
        import lightgbm

        make = lambda: lightgbm.LGBMRegressor(n_estimators=100, n_jobs=1, verbose=-1)
    elif task == "xgboost":
        import xgboost

        make = lambda: xgboost.XGBRegressor(n_estimators=100, tree_method="hist", n_jobs=1)
    elif task == "sklearn-boosting":
        from sklearn.ensemble import HistGradientBoostingRegressor

        make = lambda: HistGradientBoostingRegressor(max_iter=100, early_stopping=False)
    else:
        from sklearn.ensemble import RandomForestRegressor

        share = 1 / 3 if task == "sklearn-forest-third" else 1.0
        make = lambda: RandomForestRegressor(n_estimators=100, max_features=share, n_jobs=1, random_state=0)
    model, seconds = timed(lambda: make().fit(x, y), 1 if "forest" in task else 3)
    row, rows = x[:1], x[:1000]
    model.predict(rows)
    _, one = timed(lambda: [model.predict(row) for _ in range(20)])
    _, many = timed(lambda: [model.predict(rows) for _ in range(5)])
    return {
        "cpu": seconds,
        "r2": folds(x, y, fold, make),
        "one_us": one / 20 * 1e6,
        "thousand_us": many / 5 * 1e6,
    }


def torch_recipe(data):
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(0)
    x, y, vx, vy = (torch.tensor(data[k], dtype=torch.float32) for k in ("x", "y", "vx", "vy"))

    def train():
        nn = torch.nn
        net = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
        optimiser = torch.optim.Adam(net.parameters(), lr=1e-2)
        loss = nn.SmoothL1Loss()
        for _ in range(30):
            order = torch.randperm(len(x))
            for start in range(0, len(x), 16):
                rows = order[start : start + 16]
                optimiser.zero_grad()
                loss(net(x[rows]).squeeze(1), y[rows]).backward()
                optimiser.step()
        return net

    net, seconds = timed(train, 3)
    with torch.no_grad():
        error = (net(vx).squeeze(1) - vy).abs().mean().item()
        row, rows = vx[:1], torch.cat([vx, x])[:1000]
        _, one = timed(lambda: [net(row) for _ in range(500)])
        _, many = timed(lambda: [net(rows) for _ in range(100)])
    return {"cpu": seconds, "mae": error, "one_us": one / 500 * 1e6, "thousand_us": many / 100 * 1e6}


def main():
    task, file = sys.argv[1:]
    with open(file) as source:
        data = json.load(source)
    print(json.dumps(torch_recipe(data) if task == "pytorch" else trees(task, data)))


main()
