"""What a manager notices: the first plan's time, a day planned again, and how much of a plan stays when accounts change."""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import mean, pstdev, quantiles
from typing import Any

from bench.routes.worlds import CENTRES, VIP, exchanged, one_day, rolling, stores, town
from visits.planning.cycle.check import violations
from visits.planning.cycle.problem import Call, CyclePlan, CycleProblem, advised_iterations
from visits.planning.solver.run import solve

STOPS, DAYS = 40, 100
REPLAN_ROUNDS = 256


def day(full: bool) -> dict[str, Any]:
    """A stop is added to a planned day of 40."""
    shops, spent, left_out, wrong = stores(), [], 0, 0
    for seed in range(DAYS if full else 20):
        problem = one_day(shops, STOPS, seed)
        before = solve(replace(problem, calls=problem.calls[:-1]), iterations=1500, seed=seed)
        started = time.process_time()
        plan = solve(problem, iterations=REPLAN_ROUNDS, seed=seed, start=before)
        spent.append((time.process_time() - started) * 1000)
        left_out += len(plan.unplaced)
        wrong += len(violations(problem, plan))
    return {
        "stops": STOPS,
        "mean_ms": round(mean(spent), 1),
        "p95_ms": round(quantiles(spent, n=20)[-1], 1),
        "left_out": left_out,
        "wrong": wrong,
    }


def cycle(full: bool) -> dict[str, Any]:
    """A first plan against one of many more rounds, and against one that does not care for even days."""
    shops, report = stores(), {}
    for name, accounts in (("Nagoya", 200), ("Osaka", 400))[: 2 if full else 1]:
        problem = town(shops, CENTRES[name], accounts, seed=accounts)
        rounds = advised_iterations(len(problem.calls))
        started = time.process_time()
        plan = solve(problem, iterations=rounds, seed=1)
        spent = time.process_time() - started
        again = solve(problem, iterations=rounds, seed=1)
        report[f"{name} {accounts}"] = told(problem, plan) | {
            "cpu_seconds": round(spent, 1),
            "same_again": plan == again,
            "same_for_travel_only": told(problem, solve(replace(problem, balance=0.0), iterations=rounds, seed=1)),
        }
        if full:
            long = solve(problem, iterations=int(rounds * 120 / spent), seed=1)
            report[f"{name} {accounts}"]["over_120s_percent"] = round(100 * (plan.cost.total / long.cost.total - 1), 2)
        print(name, report[f"{name} {accounts}"], file=sys.stderr, flush=True)
    return report


def stability(full: bool) -> dict[str, Any]:
    """5 % of the accounts are exchanged: who of the others keeps their days, and what the road costs against a fresh plan."""
    shops, report = stores(), {}
    for name in list(CENTRES)[: 3 if full else 1]:
        problem = town(shops, CENTRES[name], 200, seed=7)
        before = solve(problem, iterations=advised_iterations(len(problem.calls)), seed=1)
        changed = exchanged(problem, shops, seed=3)
        days = before.days_of()
        running = replace(changed, calls=[replace(call, previous=days.get(call.account)) for call in changed.calls])
        after = solve(running, iterations=advised_iterations(len(running.calls), warm=True), seed=1)
        fresh = solve(changed, iterations=advised_iterations(len(changed.calls)), seed=1)
        report[name] = {
            "visits_kept_percent": round(100 * kept(before, after), 1),
            "fresh_kept_percent": round(100 * kept(before, fresh), 1),
            "travel_over_fresh_percent": round(100 * (after.cost.travel / fresh.cost.travel - 1), 2),
            "wrong": len(violations(running, after)),
        }
    return report


def due(full: bool) -> dict[str, Any]:
    """Everybody was visited some time within the last interval: whose visits lie within a fifth of it, and of the VIPs."""
    shops, report = stores(), {}
    for name in list(CENTRES)[: 3 if full else 1]:
        problem = rolling(town(shops, CENTRES[name], 200, seed=11), seed=11)
        plan = solve(problem, iterations=advised_iterations(len(problem.calls)), seed=1)
        report[name] = told(problem, plan) | {
            "in_due_window_percent": round(100 * in_window(problem.calls, plan), 1),
            "vip_percent": round(100 * in_window([call for call in problem.calls if call.weight == VIP], plan), 1),
        }
    return report


def in_window(calls: Sequence[Call], plan: CyclePlan) -> float:
    """The share of the visits asked for that come within a fifth of the interval since the one before."""
    days, good, asked = plan.days_of(), 0, 0
    for call in calls:
        points = [call.last_day, *days.get(call.account, ())]
        asked += call.visits
        good += sum(
            before is not None and after is not None and abs(after - before - call.interval) <= max(1, call.interval // 5)
            for before, after in pairwise(points)
        )
    return good / max(asked, 1)


def kept(before: CyclePlan, after: CyclePlan) -> float:
    then, now = before.days_of(), after.days_of()
    visits = [(account, day) for account, days in then.items() if account in now or account in after.unplaced for day in days]
    return sum(day in now.get(account, ()) for account, day in visits) / max(len(visits), 1)


def told(problem: CycleProblem, plan: CyclePlan) -> dict[str, Any]:
    work = [route.work_minutes for route in plan.routes]
    wrong, gaps = violations(problem, plan), spacing(problem.calls, plan)
    return {
        "travel_minutes": round(plan.cost.travel),
        "cost": round(plan.cost.total),
        "unplaced": len(plan.unplaced),
        "work_cv": round(pstdev(work) / mean(work), 3),
        "load_percent": round(100 * mean(work) / (540 - 45)),
        "gaps_kept_percent": round(100 * gaps, 1),
        "wrong": len(wrong),
    }


def spacing(calls: Sequence[Call], plan: CyclePlan) -> float:
    """The share of gaps within a day (weekly) or two (others) of the interval."""
    days = plan.days_of()
    off = [
        abs(later - earlier - call.interval) <= (1 if call.interval <= 5 else 2)
        for call in calls
        for earlier, later in zip(days.get(call.account, ()), days.get(call.account, ())[1:], strict=False)
    ]
    return sum(off) / max(len(off), 1)
