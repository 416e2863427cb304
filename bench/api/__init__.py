"""`python -m bench api --accounts N`: what a request costs, beside the least it could cost and beside what is usual."""

import argparse
import json

import django

from bench.scratch import scratch_database


def main(argv: list[str]) -> int:
    options = read(argv)
    django.setup()
    with scratch_database("api"):
        from bench.api.run import measure

        report = measure(options.accounts, rounds=options.rounds, seconds=options.seconds, only=options.only)
    print(json.dumps(report) if options.json else table(report))
    return 0


def read(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench api", description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3, help="the three servers take turns so often; medians are told")
    parser.add_argument("--seconds", type=float, default=3.0, help="of load, for each operation, server and round")
    parser.add_argument("--only", nargs="*", default=[], help="names of operations")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(argv)


def table(report: dict) -> str:
    head = (
        "operation",
        "rps",
        "p50 ms",
        "p95 ms",
        "CPU ms",
        "statements",
        "floor rps",
        "floor CPU",
        "stock CPU",
        "× floor",
        "stock ÷",
    )
    lines = [f"{head[0]:22}" + "".join(f"{name:>12}" for name in head[1:])]
    for row in report["operations"]:
        stock = row["stock_cpu_ms"]
        cells = [
            row["rps"],
            row["p50_ms"],
            row["p95_ms"],
            row["cpu_ms"],
            row["queries"],
            row["floor_rps"],
            row["floor_cpu_ms"],
            stock,
        ]
        cells += [round(1 / row["ratio"], 2), round(stock / row["cpu_ms"], 1) if stock else None]
        lines.append(f"{row['name']:22}" + "".join(f"{'-' if cell is None else cell:>12}" for cell in cells))
    return "\n".join([*lines, f"two workers: {report['rss_mb']} MiB resident, {report['pss_mb']} MiB without what they share"])
