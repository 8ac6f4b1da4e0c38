"""The same work with other tools: every raw experiment of a folder to one CSV of 63 columns.

Written for this comparison, as a practised user of each library would: field 1 is the count, rates with framing,
latency in µs behind four warm-up lines, rows cut to the shortest series. The original's own reader is not used.
"""

import pathlib
import sys

VNFS = ["firewall", "nf_router", "ndpi_stats", "payload_scan", "bridge"]
EVENTS = (
    "instructions branches branch-misses branch-load-misses cache-misses cache-references cycles "
    "L1-dcache-load-misses L1-dcache-loads LLC-load-misses LLC-stores LLC-loads"
).split()
FIELDS = ["time", "count", "unit", "event", "dev", "ran", "pct", "metric", "metric_unit"]
COLUMNS = ["input_rate", "output_rate", "latency"] + [f"{v}_{e}" for e in EVENTS for v in VNFS]


def folders(raw):
    return sorted((p for p in pathlib.Path(raw).iterdir() if p.is_dir()), key=lambda p: int(p.name.split("-")[1]))


def with_polars(raw, out):
    import polars as pl

    parts = []
    for folder in folders(raw):
        series = {}
        for vnf in VNFS:
            log = pl.read_csv(
                folder / f"{vnf}.csv",
                has_header=False,
                skip_rows=2,
                new_columns=FIELDS,
                columns=[1, 3],
                null_values=["<not counted>", "<not supported>"],
            )
            for event, rows in log.group_by("event", maintain_order=True):
                series[f"{vnf}_{event[0]}"] = rows["count"].cast(pl.Float64)
        series["input_rate"] = pl.read_csv(folder / "tx_stats.csv", columns=["MbitWithFraming"]).to_series()
        series["output_rate"] = pl.read_csv(folder / "rx_stats.csv", columns=["MbitWithFraming"]).to_series()
        probes = pl.read_csv(folder / "latency.csv", has_header=False, separator=" ", new_columns=["seq", "ns"])
        series["latency"] = probes["ns"][4:] / 1000
        rows = min(len(s) for s in series.values())
        parts.append(pl.DataFrame({name: series[name][:rows].alias(name) for name in COLUMNS}))
    pl.concat(parts).write_csv(out)


def with_pandas(raw, out):
    import pandas as pd

    parts = []
    for folder in folders(raw):
        series = {}
        for vnf in VNFS:
            log = pd.read_csv(
                folder / f"{vnf}.csv", names=FIELDS, comment="#", na_values=["<not counted>", "<not supported>"]
            )
            for event, rows in log.groupby("event", sort=False):
                series[f"{vnf}_{event}"] = rows["count"].reset_index(drop=True)
        series["input_rate"] = pd.read_csv(folder / "tx_stats.csv")["MbitWithFraming"]
        series["output_rate"] = pd.read_csv(folder / "rx_stats.csv")["MbitWithFraming"]
        probes = pd.read_csv(folder / "latency.csv", sep=" ", names=["seq", "ns"])
        series["latency"] = (probes["ns"][4:] / 1000).reset_index(drop=True)
        rows = min(len(s) for s in series.values())
        parts.append(pd.DataFrame({name: series[name][:rows] for name in COLUMNS}))
    pd.concat(parts).to_csv(out, index=False)


def with_duckdb(raw, out):
    import duckdb

    base = pathlib.Path(raw).as_posix()
    exp = "CAST(regexp_extract(filename, 'exp-([0-9]+)', 1) AS INTEGER) AS exp"
    vnf = "regexp_extract(filename, '([a-z_]+)[.]csv$', 1) AS vnf"
    names = ", ".join(f"'{f}': 'VARCHAR'" for f in FIELDS)
    files = "[" + ", ".join(f"'{base}/*/{v}.csv'" for v in VNFS) + "]"
    picks = ", ".join(
        f"max(CASE WHEN vnf = '{v}' AND event = '{e}' THEN TRY_CAST(count AS DOUBLE) END) AS \"{v}_{e}\""
        for e in EVENTS
        for v in VNFS
    )
    duckdb.sql(
        f"""
        COPY (
          WITH perf AS (
            SELECT {exp}, {vnf}, event, count,
              CAST(round(CAST(time AS DOUBLE)) AS INTEGER) AS row
            FROM read_csv({files}, header=false, skip=2, columns={{{names}}}, filename=true, auto_detect=false)),
          wide AS (SELECT exp, row, {picks} FROM perf GROUP BY exp, row),
          tx AS (SELECT {exp}, MbitWithFraming AS input_rate, row_number() OVER (PARTITION BY filename ORDER BY Time) AS row
            FROM read_csv('{base}/*/tx_stats.csv', filename=true)),
          rx AS (SELECT {exp}, MbitWithFraming AS output_rate, row_number() OVER (PARTITION BY filename ORDER BY Time) AS row
            FROM read_csv('{base}/*/rx_stats.csv', filename=true)),
          latency AS (SELECT {exp}, ns / 1000 AS latency, seq - 4 AS row FROM read_csv('{base}/*/latency.csv',
            delim=' ', header=false, columns={{'seq': 'INTEGER', 'ns': 'DOUBLE'}}, filename=true))
          SELECT input_rate, output_rate, latency, wide.* EXCLUDE (exp, row)
          FROM wide JOIN tx USING (exp, row) JOIN rx USING (exp, row) JOIN latency USING (exp, row)
          ORDER BY exp, row
        ) TO '{out}' (HEADER)
        """
    )


if __name__ == "__main__":
    {"polars": with_polars, "pandas": with_pandas, "duckdb": with_duckdb}[sys.argv[1]](sys.argv[2], sys.argv[3])
