"""`python -m bench filters --accounts 10000 1000000`: each filter of the account list, asked of the API by who sees all and by a
lead, in a small world and in a large one by turns; how much its p95 grows from the one to the other, and how much the CPU time of
program and database, which a busy machine does not blur."""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import psutil
from django.db import connection
from django.test import Client

from accounts.models import Account
from api.v1.account_filters import AccountFilter
from bench.api.world import World, fill
from bench.scratch import scratch_database, turned_to
from bench.search import quiet
from crm.calendar import today

ROUNDS = 20
GOAL = 1.3
ADDRESS = "/api/v1/accounts/"

#: What one asks of the list; a filter without its question ends the run.
Questions = dict[str, Mapping[str, str]]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench filters", description=__doc__)
    parser.add_argument("--accounts", type=int, nargs=2, default=[10_000, 100_000], metavar=("FEW", "MANY"))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="*", default=[], help="names of filters")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(argv)
    with ExitStack() as opened:
        worlds = []
        for count in given.accounts:
            print(f"filling {count} accounts", file=sys.stderr)
            name = opened.enter_context(scratch_database(f"filters_{count}"))
            worlds.append((name, fill(count)))
        rows = compared(worlds, given.rounds, given.only)
    told = {
        "accounts": given.accounts,
        "goal": GOAL,
        "over": [row["name"] for row in rows if row["growth"] > GOAL],
        "filters": rows,
    }
    print(json.dumps(told, ensure_ascii=False) if given.json else table(rows))
    return 0


def compared(worlds: Sequence[tuple[str, World]], rounds: int, only: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Each question of each person; the worlds take turns, so that a busy moment of the machine meets both."""
    taken: dict[tuple[str, str], list[list[float]]] = {}
    burnt: dict[tuple[str, str], list[float]] = {}
    with quiet():
        askers = []
        for database, world in worlds:
            with turned_to(database):
                askers.append(asked(world, only))
        for question in askers[0]:
            for number, (database, _) in enumerate(worlds):
                ask = askers[number][question]
                with turned_to(database):
                    ask(), ask()  # the connection is made, the plan too, the pages are read
                    with cpu_ms(rounds) as spent:
                        taken.setdefault(question, [[] for _ in worlds])[number] += [ask() for _ in range(rounds)]
                    burnt.setdefault(question, []).extend(spent)
    return [row(f"{asker} {name}", times, burnt[asker, name]) for (asker, name), times in taken.items()]


@contextmanager
def cpu_ms(rounds: int) -> Iterator[list[float]]:
    """One figure, told at the end: milliseconds of a round, of the program and of its backend (which counts in steps of ten)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        processes = [psutil.Process(), psutil.Process(cursor.fetchone()[0])]
    spent: list[float] = []
    before = _burnt(processes)
    yield spent
    spent.append((_burnt(processes) - before) * 1000 / rounds)


def _burnt(processes: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def asked(world: World, only: Sequence[str]) -> dict[tuple[str, str], Callable[[], float]]:
    everybody = Client(headers={"Authorization": f"Bearer {world.secret}"})
    lead = Client()
    lead.force_login(world.lead)
    return {
        (asker, name): timed(client, f"{ADDRESS}?{urlencode(question)}")
        for asker, client in (("all", everybody), ("lead", lead))
        for name, question in questions(world).items()
        if not only or name.partition("=")[0] in only
    }


def timed(client: Client, address: str) -> Callable[[], float]:
    def ask() -> float:
        start = time.perf_counter()
        response = client.get(address)
        seconds = time.perf_counter() - start
        if response.status_code != 200:
            raise SystemExit(f"{address} answers {response.status_code}: {response.content[:300]!r}")
        return seconds * 1000

    return ask


def questions(world: World) -> Questions:
    """One for each filter, and further ones where a rare and a common value go different ways."""
    some = Account.objects.active().filter(team=world.lead_team, owner__isnull=False, territory__isnull=False, kind="external")
    one = some.order_by("created_at", "id")[100]
    day, at = today() - timedelta(days=30), (one.created_at + timedelta(days=1)).isoformat()
    values: dict[str, Sequence[Any]] = {
        "name": [one.name], "phone": [one.phone], "currency": ["CNY", "EUR"], "external_id": [one.external_id],
        "tag": ["老客户", "样板店"], "tag__in": ["样板店,重点"], "no_contact_days": [60], "mixed_currency": ["false"],
        "territory__within": [one.territory_id], "parent__within": [one.pk],
        "tier_moved": [f"{day},{today()},none,vip"],
        "kind": ["external", "internal"], "kind__in": ["external,internal"], "role": ["dealer", "post"],
        "role__in": ["dealer,post"],
        "status": ["dormant"], "status__in": ["dormant,lost"], "tier": ["vip", "ordinary"], "tier__in": ["vip,gold"],
        "tier__isnull": ["true"], "place_confidence": ["given", "none"], "place_confidence__in": ["given,confirmed"],
        "loyalty_band": ["at_risk"], "loyalty_band__in": ["at_risk,fragile"], "loyalty_band__isnull": ["true"],
        "welcome": ["welcome", "watch"], "welcome__in": ["watch,unwelcome"],
        "owner": [one.owner_id], "owner__in": [one.owner_id], "owner__isnull": ["true"],
        "team": [one.team_id], "team__in": [one.team_id],
        "territory": [one.territory_id], "territory__in": [one.territory_id], "territory__isnull": ["true"],
        "parent": [one.pk], "parent__in": [one.pk], "parent__isnull": ["true", "false"],
        "industry": ["食品", "渔具"], "industry__in": ["食品,渔具"], "street": [one.street], "street__in": [one.street],
        "village": [one.village], "village__in": [one.village], "source": ["bench", "erp"], "source__in": ["bench,erp"],
        "created_at": [one.created_at.isoformat()], "updated_at": [one.updated_at.isoformat()],
        "open_complaints": ["1", "0"], "open_complaints__gte": ["1"], "open_complaints__lte": ["1"],
    }  # fmt: skip
    for name, (low, high) in {"annual_value": (300_000, 500), "loyalty_index": (90, 10)}.items():
        values |= {name: [low], f"{name}__gte": [low], f"{name}__lte": [high], f"{name}__isnull": ["true"]}
    for name in ("created_at", "updated_at"):
        values |= {f"{name}__gte": [at], f"{name}__lte": [at]}
    for name in DAYS:
        values |= {name: [day], f"{name}__gte": [day], f"{name}__lte": [day], f"{name}__isnull": ["true"]}
    for name in ("next_visit_on", "next_order_on", "next_action_on"):
        ahead = today() + timedelta(days=3)
        values |= {name: [ahead], f"{name}__gte": [ahead], f"{name}__lte": [ahead]}
    if forgotten := AccountFilter.base_filters.keys() - values.keys():
        raise SystemExit(f"No question is asked of these filters: {', '.join(sorted(forgotten))}.")
    return {f"{name}={value}" if len(given) > 1 else name: {name: str(value)} for name, given in values.items() for value in given}


DAYS = ("tier_since", "last_order_on", "last_visit_on", "last_contact_on", "next_visit_on", "next_order_on", "next_action_on")


def row(name: str, taken: Sequence[Sequence[float]], burnt: Sequence[float]) -> dict[str, Any]:
    few, many = (p95(times) for times in taken)
    middle = [statistics.median(times) for times in taken]
    return {
        "name": name, "few_p50_ms": round(middle[0], 1), "few_p95_ms": round(few, 1), "many_p50_ms": round(middle[1], 1),
        "many_p95_ms": round(many, 1), "growth": round(many / few, 2), "growth_p50": round(middle[1] / middle[0], 2),
        "few_cpu_ms": round(burnt[0], 1), "many_cpu_ms": round(burnt[1], 1), "growth_cpu": round(burnt[1] / burnt[0], 2),
    }  # fmt: skip


def p95(times: Sequence[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    head = (
        f"{'filter':42}{'few p50':>9}{'p95':>8}{'many p50':>10}{'p95':>8}{'p50 ×':>8}{'p95 ×':>8}"
        f"{'few CPU':>9}{'many':>8}{'CPU ×':>8}"
    )
    lines = [
        f"{row['name']:42}{row['few_p50_ms']:9}{row['few_p95_ms']:8}{row['many_p50_ms']:10}{row['many_p95_ms']:8}"
        f"{row['growth_p50']:8}{row['growth']:8}{row['few_cpu_ms']:9}{row['many_cpu_ms']:8}{row['growth_cpu']:8}"
        for row in sorted(rows, key=lambda row: -row["growth_cpu"])
    ]
    return "\n".join([head, *lines])
