"""Readers of the public routing benchmarks: periodic (Cordeau), with time windows (Solomon), one vehicle (Dumas)."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from visits.planning.solver.build import Tour, Visitee

#: Where the benchmarks lie: beside the project.
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "routes"
NEVER = 1e6  # the cost of serving nobody


@dataclass(frozen=True)
class Instance:
    """`known` is what the benchmark calls best; everybody must be served."""

    name: str
    visitees: list[Visitee]
    tours: list[Tour]
    travel: np.ndarray
    known: float


def pvrp(folder: Path = FOLDER / "pvrp") -> list[Instance]:
    known = json.loads((folder / "best_known.json").read_text())
    return [read_pvrp(folder / name, figures["best_known_in_solution_file"]) for name, figures in sorted(known.items())]


def read_pvrp(path: Path, known: float) -> Instance:
    """Day 1 is the most significant bit of a code. Nodes without frequency or pattern are no customers."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    _, vehicles, customers, days = (int(word) for word in lines[0][:4])
    limits = [(float(line[0]) or math.inf, float(line[1])) for line in lines[1 : 1 + days]]
    depot, *nodes = lines[1 + days : 2 + days + customers]
    places, visitees = [], []
    for node in nodes:
        codes = [int(code) for code in node[7 : 7 + int(node[6])]]
        patterns = [([d for d in range(days) if code >> (days - 1 - d) & 1], 0.0) for code in codes if code]
        if int(node[5]) == 0 or not patterns:
            continue
        places.append((float(node[1]), float(node[2])))
        visitees.append(Visitee(patterns, NEVER, service=float(node[3]), demand=float(node[4])))
    n = len(visitees)
    tours = [
        Tour(day, n, n, 0.0, min(longest, 1e9), capacity)
        for day, (longest, capacity) in enumerate(limits)
        for _ in range(vehicles)
    ]  # fmt: skip
    return Instance(path.name, visitees, tours, euclidean([*places, (float(depot[1]), float(depot[2]))]), known)


def solomon(folder: Path = FOLDER / "vrptw_solomon") -> list[Instance]:
    known = json.loads((folder / "best_known.json").read_text())
    return [read_solomon(folder / f"{name}.txt", figures["best_known_distance"]) for name, figures in sorted(known.items())]


def read_solomon(path: Path, known: float) -> Instance:
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    vehicles, capacity = (int(word) for word in lines[3][:2])
    depot, *nodes = [[float(word) for word in line] for line in lines[6:]]
    visitees = [Visitee([([0], 0.0)], NEVER, node[6], node[3], [(node[4], node[5])]) for node in nodes]
    tours = [Tour(0, len(nodes), len(nodes), depot[4], depot[5], capacity) for _ in range(vehicles)]
    return Instance(path.stem, visitees, tours, euclidean([(node[1], node[2]) for node in [*nodes, depot]]), known)


def dumas(folder: Path = FOLDER / "tsptw_dumas") -> list[Instance]:
    known = json.loads((folder / "best_known.json").read_text())
    return [
        read_dumas(folder / name, float(figures.get("improved_in_our_run", figures["best_known_cost"])))
        for name, figures in sorted(known.items())
        if (folder / name).exists()
    ]


def read_dumas(path: Path, known: float) -> Instance:
    """Node 0 is the depot; the matrix holds the service times."""
    lines = [[float(word) for word in line.split()] for line in path.read_text().splitlines() if line.strip()]
    count = int(lines[0][0])
    order = [*range(1, count), 0]
    travel = np.array(lines[1 : 1 + count])[np.ix_(order, order)]
    windows = [tuple(line[:2]) for line in lines[1 + count : 1 + 2 * count]]
    visitees = [Visitee([([0], 0.0)], NEVER, windows=[window]) for window in windows[1:]]
    return Instance(path.stem, visitees, [Tour(0, count - 1, count - 1, *windows[0])], travel, known)


def euclidean(places: list[tuple[float, float]]) -> np.ndarray:
    points = np.array(places)
    return np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
