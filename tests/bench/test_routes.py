"""Instances that anybody brings to `python -m bench routes`: read in four formats, solved, written so that others can drive them again."""

import json
import math

import pytest

from bench.__main__ import main

#: A depot in the middle, two customers to the east on a line, two to the west. Days 1 and 2; 3 wants both, 5 is switched off.
PVRP = """\
1 1 5 2
0 100
0 100
0 0 0 0 0 0 0
1 10 0 5 10 1 2 2 1
2 20 0 5 10 1 2 2 1
3 -10 0 5 10 2 1 3
4 -20 0 5 10 1 1 1
5 90 90 5 10 0 0
"""

SOLOMON = """\
TINY

VEHICLE
NUMBER     CAPACITY
  3         20

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0     0     0     0     1000    0
    1      30    40    10    0     60      10
    2      30    -40   10    0     60      10
    3      30    45    10    0     90      10
"""

#: From 0 to whom takes as long as his number says, back nothing; the window of 2 comes before that of 1.
DUMAS = """\
4
0 1 2 3
9 0 9 2
9 1 0 9
1 9 9 0
0 100
4 50
0 3
0 100
"""

VRPLIB = """\
NAME : tiny-vrptw
TYPE : VRPTW
DIMENSION : 3
VEHICLES : 2
CAPACITY : 10
SERVICE_TIME : 5
EDGE_WEIGHT_TYPE : EUC_2D
NODE_COORD_SECTION
1 0 0
2 1 1
3 2 2
DEMAND_SECTION
1 0
2 4
3 4
TIME_WINDOW_SECTION
1 0 100
2 0 100
3 0 100
DEPOT_SECTION
1
-1
EOF
"""


@pytest.fixture
def solve(tmp_path, capsys):
    def run(text, name="tiny", *options):
        path = tmp_path / name
        path.write_text(text)
        assert main(["routes", str(path), "--seconds", "0.3", "--json", "--solutions", str(tmp_path / "found"), *options]) == 0
        [result] = json.loads(capsys.readouterr().out)["results"]
        lines = (tmp_path / "found" / f"{result['name']}.sol").read_text().splitlines()
        return result, [[int(word) for word in line.split()] for line in lines]

    return run


def test_a_periodic_instance_visits_everybody_on_the_days_of_one_pattern(solve):
    result, routes = solve(PVRP, "p99")

    assert {name: result[name] for name in ("name", "kind", "feasible", "routes")} == {
        "name": "p99", "kind": "pvrp", "feasible": True, "routes": 2,
    }  # fmt: skip
    assert all((line[1], line[2], line[-1]) == (1, 0, 0) for line in routes)
    days = {line[0]: set(line[3:-1]) for line in routes}
    assert days[1] | days[2] == {1, 2, 3, 4}, "5 wants no visit"
    assert days[1] & days[2] == {3}, "twice, on both days"
    assert 4 in days[2], "day 1 is the most significant bit: code 1 is the second of two"
    assert {1, 2} <= days[1] or {1, 2} <= days[2]
    # once to the end of the west, once to its middle, once to the end of the east
    assert result["cost"] == pytest.approx(40 + 20 + 40)


def test_windows_and_capacity_of_solomon_are_kept(solve):
    result, routes = solve(SOLOMON, "TINY.txt")

    assert (result["name"], result["kind"], result["feasible"], result["routes"]) == ("TINY", "vrptw", True, 2)
    assert sorted(tuple(line[3:-1]) for line in routes) == [(1, 3), (2,)]
    assert [line[:2] for line in routes] == [[1, 1], [1, 2]]
    assert result["cost"] == pytest.approx(50 + 5 + math.hypot(30, 45) + 100, abs=1e-9)


def test_one_vehicle_keeps_the_windows_on_a_matrix_that_has_directions(solve):
    result, routes = solve(DUMAS, "n4w50.001.txt")

    assert (result["kind"], result["feasible"]) == ("tsptw", True)
    assert routes == [[1, 1, 0, 2, 1, 3, 0]]
    assert result["cost"] == 2 + 1 + 2 + 1


def test_vrplib_with_windows_counts_tenths_and_customers_behind_the_depot(solve):
    result, routes = solve(VRPLIB, "tiny.vrp")

    assert (result["kind"], result["feasible"]) == ("vrptw", True)
    assert sorted(routes[0][3:-1]) == [1, 2]
    assert result["cost"] == pytest.approx(1.4 + 1.4 + 2.8), "the diagonal of a unit square is cut to 1.4"


def test_vrplib_without_windows_counts_whole_numbers(solve):
    lines = VRPLIB.replace("VRPTW", "CVRP").splitlines()
    without = [line for line in lines if "SERVICE" not in line]
    first, last = without.index("TIME_WINDOW_SECTION"), without.index("DEPOT_SECTION")

    result, _ = solve("\n".join([*without[:first], *without[last:]]) + "\n", "tiny.vrp")

    assert result["cost"] == 1 + 1 + 3


def test_the_same_seed_solves_several_files_in_the_order_given(tmp_path, capsys):
    for name in ("b", "a"):
        (tmp_path / name).write_text(PVRP)

    assert main(["routes", str(tmp_path / "b"), str(tmp_path / "a"), "--seconds", "0.2", "--seed", "7", "--json"]) == 0

    results = json.loads(capsys.readouterr().out)["results"]
    assert [result["name"] for result in results] == ["b", "a"]
    assert all(0 < result["cpu_seconds"] < 5 for result in results)


def test_whoever_cannot_be_served_is_told_as_infeasible(solve):
    result, _ = solve(SOLOMON.replace("0     60      10", "0     20      10"), "TINY.txt")

    assert result["feasible"] is False


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "too short"),
        ("customer_id,date,value\n1,2026-01-01,3\n2,2026-01-02,4\n3,2026-01-03,5 6 7 8 9", "neither"),
        (PVRP.replace("1 1 5 2", "2 1 5 2", 1), "type 2"),
        (PVRP.replace("3 -10 0 5 10 2 1 3\n", "3 -10\n"), "bad"),
        (VRPLIB.replace("1\n-1", "2\n-1"), "first node"),
        (VRPLIB.split("DEMAND_SECTION", maxsplit=1)[0], "bad"),
    ],
)
def test_a_file_that_is_no_instance_is_named_before_any_is_solved(tmp_path, capsys, text, reason):
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text(PVRP)
    bad.write_text(text)

    assert main(["routes", str(good), str(bad), "--seconds", "60", "--json"]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert str(bad) in told.err
    assert reason in told.err


def test_a_file_that_is_not_there_and_a_part_beside_a_file_are_refused(tmp_path, capsys):
    assert main(["routes", str(tmp_path / "nowhere"), "--json"]) == 1
    assert "nowhere" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["routes", "replan", str(tmp_path / "nowhere")])
    assert "not both" in capsys.readouterr().err
