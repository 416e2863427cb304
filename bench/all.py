"""`python -m bench all [--full]`: every benchmark in a small size (at most ten minutes), or in the sizes that we promise for."""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LOG = DATA / "online_retail_even" / "online_retail.csv.gz"
COHORT = DATA / "cdnow" / "cdnow_sample.csv.gz"
ROUTES = DATA / "routes"

SMALL: dict[str, list[str]] = {
    "imports": ["--lines", "50000"],
    "nightly": ["--accounts", "20000", "--orders", "120000"],
    "api": ["--accounts", "10000", "--rounds", "1", "--seconds", "1"],
    "phone": ["--accounts", "10000"],
    "search": ["--accounts", "20000", "--rounds", "4"],
    "merging": ["--accounts", "20000", "--orders", "10000"],
    "filters": ["--accounts", "2000", "20000", "--rounds", "3", "--only", "status__in", "tier__in"],
}
FULL: dict[str, list[str]] = {
    "imports": ["--lines", "200000"],
    "nightly": ["--accounts", "1000000", "--orders", "6000000"],
    "api": ["--accounts", "1000000"],
    "phone": ["--accounts", "10000"],
    "search": ["--accounts", "1000000"],
    "merging": ["--accounts", "1000000", "--orders", "10000"],
    "filters": ["--accounts", "10000", "1000000"],
}
#: What is measured on public data, which lies beside the project or is left out aloud.
ON_DATA: dict[str, tuple[Path, list[str]]] = {
    "tiers": (LOG, [str(LOG)]),
    "loyalty": (LOG, [str(LOG), "--split", "2011-08-31"]),
    "equity": (COHORT, [str(COHORT), "--calibrate-to", "1997-09-30", "--model", "bgnbd"]),
}
#: Of the routes in small the parts that take no minutes each.
ROUTE_PARTS = ["tsptw_1s", "replan", "stability", "--short"]
SECONDS_SMALL, SECONDS_FULL = 300, 3600


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench all", description=__doc__)
    parser.add_argument("--full", action="store_true")
    full = parser.parse_args(argv).full
    on_data = ON_DATA | {"routes": (ROUTES, [] if full else ROUTE_PARTS)}
    runs = (FULL if full else SMALL) | {name: arguments for name, (data, arguments) in on_data.items() if data.exists()}
    for name in on_data.keys() - runs.keys():
        print(f"{name}: left out, its public data is not beside the project", file=sys.stderr)
    failed = [name for name, arguments in runs.items() if not run(name, arguments, SECONDS_FULL if full else SECONDS_SMALL)]
    return 1 if failed else 0


def run(name: str, arguments: list[str], limit: float) -> bool:
    """One benchmark in a process of its own; its figures as lines of one table."""
    started = time.monotonic()
    command = [sys.executable, "-m", "bench", name, *arguments, "--json"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        print(f"{name:<12} did not end within {limit:.0f} s", flush=True)
        return False
    if done.returncode:
        print(f"{name:<12} failed", flush=True)
        return False
    for label, figure in lines(json.loads(done.stdout.strip().splitlines()[-1])):
        print(f"{name:<12}{label:<52}{figure:>14}", flush=True)
    print(f"{name:<12}{'(the whole benchmark, seconds)':<52}{time.monotonic() - started:>14.0f}", flush=True)
    return True


def lines(told: Any, label: str = "") -> list[tuple[str, str]]:
    """Every figure of a nested answer with its path; rows of a list go by their name."""
    if isinstance(told, dict):
        return [line for key, value in told.items() if key != "name" for line in lines(value, f"{label} {key}".strip())]
    if isinstance(told, list):
        return [line for row in told for line in lines(row, f"{label} {named(row)}".strip())]
    return [(label, str(told))]


def named(row: Any) -> str:
    return str(row.get("name", "")) if isinstance(row, dict) else ""
