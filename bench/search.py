"""`python -m bench search --accounts N`: search everywhere, asked over HTTP by who sees all, by a team's lead and by a manager."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from bench.api.world import World, fill
from bench.scratch import scratch_database
from crm.models import User

#: A sign that a third of all accounts hold, a surname, a rare name, pinyin, initials, phone digits, a street where all live, words
#: that every note holds, and nonsense.
QUESTIONS = ("店", "王", "永庆", "yongqing", "wyq", "w", "1380", "80013800", "建设路", "建设路 王", "货架", "样品", "zzzz", "龘")
ROUNDS = 12
GOAL_MS = 50


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench search", description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(argv)
    with scratch_database("search"):
        print(f"filling {given.accounts} accounts", file=sys.stderr)
        found = {"operations": measured(fill(given.accounts), given.rounds), "accounts": given.accounts, "goal_ms": GOAL_MS}
    print(json.dumps(found, ensure_ascii=False) if given.json else table(found["operations"]))
    return 0


def measured(world: World, rounds: int) -> list[dict[str, Any]]:
    """Each question of each person, in turn, so that none finds only what it has just warmed."""
    rows = []
    with quiet():
        for name, ask in askers(world).items():
            times: dict[str, list[float]] = {question: [] for question in QUESTIONS}
            for _ in range(rounds + 1):
                for question in QUESTIONS:
                    start = time.perf_counter()
                    ask(question)
                    times[question].append((time.perf_counter() - start) * 1000)
            rows += [row(name, question, taken[1:]) for question, taken in times.items()]
    return rows


def askers(world: World) -> dict[str, Callable[[str], Any]]:
    def asker(client: Client) -> Callable[[str], Any]:
        def ask(question: str) -> Any:
            response = client.get("/api/v1/search/?" + urlencode({"q": question}))
            assert response.status_code == 200, response.content[:300]
            return response

        return ask

    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    everybody = Client(headers={"Authorization": f"Bearer {world.secret}"})
    return {"all": asker(everybody), "lead": asker(signed_in(world.lead)), "manager": asker(signed_in(world.manager))}


def row(who: str, question: str, taken: list[float]) -> dict[str, Any]:
    ordered = sorted(taken)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return {"name": f"{who} {question}", "p50_ms": round(statistics.median(taken), 1), "p95_ms": round(p95, 1)}


def table(rows: list[dict[str, Any]]) -> str:
    return "\n".join(f"{row['p50_ms']:8.1f} {row['p95_ms']:8.1f}  {row['name']}" for row in rows)


@contextmanager
def quiet() -> Iterator[None]:
    """The host that a test client names is no host of ours."""
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    try:
        yield
    finally:
        teardown_test_environment()
