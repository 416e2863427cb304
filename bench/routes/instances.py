"""Readers of the public routing benchmarks: periodic (Cordeau), with time windows (Solomon, VRPLIB), one vehicle (Dumas)."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import vrplib

from visits.planning.solver.build import Tour, Visitee

#: Where the benchmarks lie: beside the project.
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "routes"
NEVER = 1e6  # the cost of serving nobody


@dataclass(frozen=True)
class Instance:
    """`known` is what the benchmark calls best; everybody must be served. `numbers` are the visitees' own in the file, where the
    depot is 0. In `travel` the depot comes last."""

    name: str
    kind: str  # pvrp, vrptw or tsptw
    visitees: list[Visitee]
    tours: list[Tour]
    travel: np.ndarray
    numbers: list[int]
    known: float = math.nan


class UnreadableInstance(ValueError):
    """The file is in none of the formats, or not whole."""


def read_instance(path: Path) -> Instance:
    """Any of the four formats, told by its first words. Raises `UnreadableInstance`, `OSError`."""
    try:
        words = path.read_text().split(maxsplit=8)
        if len(words) < 8:
            raise UnreadableInstance(f"{path}: too short for an instance.")
        if words[1].upper() == "VEHICLE":
            return read_solomon(path)
        if words[0].upper().rstrip(":") == "NAME":
            return read_vrplib(path)
        first = path.read_text().split("\n", 1)[0].split()
        if len(first) == 1 and first[0].isdecimal():
            return read_dumas(path)
        if len(first) >= 4 and all(word.isdecimal() for word in first):
            return read_pvrp(path)
    except (ValueError, IndexError, KeyError) as error:
        if isinstance(error, UnreadableInstance):
            raise
        raise UnreadableInstance(f"{path}: {error}") from error
    raise UnreadableInstance(f"{path}: neither a periodic instance of Cordeau nor Solomon's, VRPLIB's or Dumas' format.")


def pvrp(folder: Path = FOLDER / "pvrp") -> list[Instance]:
    known = json.loads((folder / "best_known.json").read_text())
    return [read_pvrp(folder / name, figures["best_known_in_solution_file"]) for name, figures in sorted(known.items())]


def read_pvrp(path: Path, known: float = math.nan) -> Instance:
    """Day 1 is the most significant bit of a code. Nodes without frequency or pattern are no customers."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    problem, vehicles, customers, days = (int(word) for word in lines[0][:4])
    if problem != 1:
        raise UnreadableInstance(f"{path}: a problem of type {problem}; only periodic ones (type 1) are solved here.")
    limits = [(float(line[0]) or math.inf, float(line[1])) for line in lines[1 : 1 + days]]
    depot, *nodes = lines[1 + days : 2 + days + customers]
    places, visitees, numbers = [], [], []
    for node in nodes:
        codes = [int(code) for code in node[7 : 7 + int(node[6])]]
        patterns = [([d for d in range(days) if code >> (days - 1 - d) & 1], 0.0) for code in codes if code]
        if int(node[5]) == 0 or not patterns:
            continue
        numbers.append(int(node[0]))
        places.append((float(node[1]), float(node[2])))
        visitees.append(Visitee(patterns, NEVER, service=float(node[3]), demand=float(node[4])))
    n = len(visitees)
    tours = [
        Tour(day, n, n, 0.0, min(longest, 1e9), capacity)
        for day, (longest, capacity) in enumerate(limits)
        for _ in range(vehicles)
    ]  # fmt: skip
    travel = euclidean([*places, (float(depot[1]), float(depot[2]))])
    return Instance(path.name, "pvrp", visitees, tours, travel, numbers, known)


def solomon(folder: Path = FOLDER / "vrptw_solomon") -> list[Instance]:
    known = json.loads((folder / "best_known.json").read_text())
    return [read_solomon(folder / f"{name}.txt", figures["best_known_distance"]) for name, figures in sorted(known.items())]


def read_solomon(path: Path, known: float = math.nan) -> Instance:
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    vehicles, capacity = (int(word) for word in lines[3][:2])
    depot, *nodes = [[float(word) for word in line] for line in lines[6:]]
    visitees = [Visitee([([0], 0.0)], NEVER, node[6], node[3], [(node[4], node[5])]) for node in nodes]
    tours = [Tour(0, len(nodes), len(nodes), depot[4], depot[5], capacity) for _ in range(vehicles)]
    travel = euclidean([(node[1], node[2]) for node in [*nodes, depot]])
    return Instance(path.stem, "vrptw", visitees, tours, travel, [int(node[0]) for node in nodes], known)


def read_vrplib(path: Path) -> Instance:
    """Node 1 is the depot; as in VRPLIB's solutions, customers count from 1 behind it. With time windows, distances are cut to one
    decimal (the rule of the DIMACS challenge); without, rounded to whole numbers."""
    told = vrplib.read_instance(path)
    count = int(told["dimension"])
    depot = int(told["depot"][0])
    if depot != 0:
        raise UnreadableInstance(f"{path}: the depot is not the first node.")
    exact = np.asarray(told["edge_weight"], dtype=np.float64)
    if told.get("edge_weight_type") == "EUC_2D":
        exact = np.floor(exact * 10) / 10 if "time_window" in told else np.floor(exact + 0.5)
    order = [*range(1, count), depot]
    service = np.broadcast_to(np.asarray(told.get("service_time", 0), dtype=np.float64), (count,))
    demand = np.asarray(told["demand"], dtype=np.float64)
    windows = np.asarray(told.get("time_window", np.tile([0.0, 1e9], (count, 1))), dtype=np.float64)
    nodes = [
        Visitee(
            [([0], 0.0)], NEVER, float(service[node]), float(demand[node]), [(float(windows[node, 0]), float(windows[node, 1]))]
        )
        for node in order[:-1]
    ]
    opens, closes = map(float, windows[depot])
    vehicles = int(told.get("vehicles", count - 1))
    tours = [Tour(0, len(nodes), len(nodes), opens, closes, float(told["capacity"])) for _ in range(vehicles)]
    return Instance(path.stem, "vrptw", nodes, tours, exact[np.ix_(order, order)], order[:-1])


def dumas(folder: Path = FOLDER / "tsptw_dumas") -> list[Instance]:
    known = json.loads((folder / "best_known.json").read_text())
    return [
        read_dumas(folder / name, float(figures.get("improved_in_our_run", figures["best_known_cost"])))
        for name, figures in sorted(known.items())
        if (folder / name).exists()
    ]


def read_dumas(path: Path, known: float = math.nan) -> Instance:
    """Node 0 is the depot; the matrix holds the service times."""
    lines = [[float(word) for word in line.split()] for line in path.read_text().splitlines() if line.strip()]
    count = int(lines[0][0])
    order = [*range(1, count), 0]
    travel = np.array(lines[1 : 1 + count])[np.ix_(order, order)]
    windows = [tuple(line[:2]) for line in lines[1 + count : 1 + 2 * count]]
    visitees = [Visitee([([0], 0.0)], NEVER, windows=[window]) for window in windows[1:]]
    return Instance(path.stem, "tsptw", visitees, [Tour(0, count - 1, count - 1, *windows[0])], travel, order[:-1], known)


def euclidean(places: list[tuple[float, float]]) -> np.ndarray:
    points = np.array(places)
    return np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
