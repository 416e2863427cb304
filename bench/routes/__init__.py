"""`python -m bench routes`: how near the route solver comes to the best known, in CPU seconds of one core.

Benchmarks are read from ../shared/data; a run is ended by rounds, so many as a short trial says the seconds hold. Files instead of
parts (Cordeau's periodic instances, Solomon, VRPLIB, Dumas) are solved: `python -m bench routes FILE… --seconds S`.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.routes import cycles, driving, files, gaps
from bench.routes.instances import UnreadableInstance

PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "tsptw_1s": lambda full: gaps.measured("dumas", 1),
    "solomon_10s": lambda full: gaps.measured("solomon", 10 if full else 2),
    "pvrp_10s": lambda full: gaps.measured("pvrp", 10 if full else 2),
    "pvrp_60s": lambda full: gaps.measured("pvrp", 60) if full else {},
    "day": cycles.day,
    "replan": driving.replan,
    "cycle": cycles.cycle,
    "stability": cycles.stability,
    "due": cycles.due,
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench routes", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="PART or FILE", help=f"parts: {', '.join(PARTS)}; default: all of them")
    parser.add_argument("--short", action="store_true", help="parts: 2 seconds instead of 10, nothing of 60, small cycles")
    parser.add_argument("--seconds", type=_seconds, default=10.0, help="files: CPU seconds for each (default 10)")
    parser.add_argument("--seed", type=int, default=1, help="files: the search's seed (default 1)")
    parser.add_argument("--solutions", type=Path, metavar="DIR", help="files: write NAME.sol here, one line a route")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    paths = [Path(name) for name in options.what if name not in PARTS]
    if paths and len(paths) < len(options.what):
        parser.error("parts or files, not both")
    return _files(paths, options) if paths else _parts(options)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is no time")
    return seconds


def _files(paths: list[Path], options: argparse.Namespace) -> int:
    try:
        report = files.solve_files(paths, seconds=options.seconds, seed=options.seed, solutions=options.solutions)
    except (OSError, UnreadableInstance) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report) if options.json else files.as_table(report))
    return 0


def _parts(options: argparse.Namespace) -> int:
    if set(options.what or PARTS) - {"replan"}:
        gaps.warm_up()
    report = {}
    for name in options.what or PARTS:
        report[name] = PARTS[name](not options.short)
        if not options.json:
            print(name, json.dumps(report[name], indent=1), flush=True)
    if options.json:
        print(json.dumps(report))
    return 0
