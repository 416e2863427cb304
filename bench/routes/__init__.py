"""`python -m bench routes`: how near the route solver comes to the best known, in CPU seconds of one core.

Benchmarks are read from ../shared/data; a run is ended by rounds, so many as a short trial says the seconds hold.
"""

import argparse
import json
from collections.abc import Callable
from typing import Any

from bench.routes import cycles, driving, gaps

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
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--short", action="store_true", help="2 seconds instead of 10, nothing of 60, small cycles")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if set(options.parts or PARTS) - {"replan"}:
        gaps.warm_up()
    report = {}
    for name in options.parts or PARTS:
        report[name] = PARTS[name](not options.short)
        if not options.json:
            print(name, json.dumps(report[name], indent=1), flush=True)
    if options.json:
        print(json.dumps(report))
    return 0
