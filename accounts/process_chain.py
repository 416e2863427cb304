"""Which way a process runs: a step must not come before itself (row 5)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

Step = TypeVar("Step", bound=Hashable)


def way(links: Iterable[tuple[Step, Step]], *, start: Step, end: Step) -> list[Step] | None:
    """The shortest way from `start` to `end` along links (supplier, customer), both ends included; None when there is none."""
    onwards: dict[Step, list[Step]] = defaultdict(list)
    for supplier, customer in links:
        onwards[supplier].append(customer)
    came_from: dict[Step, Step | None] = {start: None}
    edge = [start]
    while edge and end not in came_from:
        ahead: list[Step] = []
        for step in edge:
            for following in onwards[step]:
                if following not in came_from:
                    came_from[following] = step
                    ahead.append(following)
        edge = ahead
    if end not in came_from:
        return None
    steps = [end]
    while (before := came_from[steps[-1]]) is not None:
        steps.append(before)
    return steps[::-1]
