"""Which way a process runs (row 5)."""

import pytest

from accounts.process_chain import way

LINKS = [("buy", "store"), ("store", "mill"), ("store", "pick"), ("pick", "drive"), ("mill", "pick")]


@pytest.mark.parametrize(
    ("start", "end", "steps"),
    [
        ("buy", "drive", ["buy", "store", "pick", "drive"]),  # not round by the mill
        ("mill", "drive", ["mill", "pick", "drive"]),
        ("store", "store", ["store"]),
        ("drive", "buy", None),
        ("buy", "nowhere", None),
    ],
)
def test_the_shortest_way_from_step_to_step(start, end, steps):
    assert way(LINKS, start=start, end=end) == steps


def test_a_circle_that_is_there_already_ends_the_search():
    assert way([("a", "b"), ("b", "a")], start="a", end="c") is None
