"""`python -m bench imports [--lines N] [--accounts M]`: order lines a second, validated and landed, beside a bare COPY of the same
lines; then accounts, each with a name and a phone of its own."""

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.importing.runs import begin_import, perform_import
from accounts.models import ImportRun
from bench.meter import Meter
from bench.scratch import scratch_database
from crm.models import Team

SEED = 7
LINES_PER_ORDER = 18
CUSTOMERS_PER_LINE = 90
FIRST = datetime(2025, 1, 1, 8, tzinfo=UTC)
PLACES = (
    "杭州",
    "西湖",
    "余杭",
    "萧山",
    "拱墅",
    "滨江",
    "富阳",
    "临安",
    "桐庐",
    "建德",
    "文三",
    "学院",
    "体育",
    "解放",
    "中山",
    "延安",
)
SIGNS = "福润永庆华新兴隆盛泰安康和顺利达丰裕德祥金银玉珠海江河山林森木春夏秋冬东南西北明光辉耀星月云天宇航飞鹏鸿雁"
TRADES = ("超市", "便利店", "商行", "副食店", "烟酒店", "小卖部", "粮油店", "贸易有限公司")
ACCOUNT_HEAD = ("external_id", "name", "role", "phone", "address", "street", "latitude", "longitude", "currency")
HEAD = ("InvoiceNo", "InvoiceDate", "CustomerID", "Country", "StockCode", "Quantity", "UnitPrice")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench imports", description=__doc__)
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="crm-bench-") as folder, scratch_database("imports"):
        Path(folder).chmod(0o755)
        told = measure(Path(folder) / "orders.csv", options.lines) if options.lines else {}
        told |= measure_accounts(Path(folder) / "accounts.csv", options.accounts) if options.accounts else {}
    print(json.dumps(told) if options.json else as_table(told))
    return 0


def measure(path: Path, lines: int) -> dict[str, Any]:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(log(lines))
    copied = timed(lambda: bare_copy(path))
    first = timed(lambda: bring_in(path, created=lines))
    again = timed(lambda: bring_in(path, unchanged=lines))
    return {
        "lines": lines,
        "first_lines_per_s": round(lines / first),
        "again_lines_per_s": round(lines / again),
        "copy_lines_per_s": round(lines / copied),
        "ratio": round(copied / first, 3),
    }


def measure_accounts(path: Path, accounts: int) -> dict[str, Any]:
    """New ones, then the same file once more."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(ACCOUNT_HEAD)
        writer.writerows(customers(accounts))
    team = Team.objects.create(name="Import")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        meter = Meter(cursor.fetchone()[0])
    with meter.step("accounts, new"):
        land_accounts(path, team, created=accounts)
    with meter.step("accounts, again"):
        land_accounts(path, team, unchanged=accounts)
    first, again = meter.steps
    return {
        "accounts": accounts,
        "accounts_first_s": first.seconds,
        "accounts_first_cpu_s": first.cpu_seconds,
        "accounts_again_s": again.seconds,
        "accounts_again_cpu_s": again.cpu_seconds,
    }


def customers(count: int) -> Iterator[tuple[object, ...]]:
    """Shops of a province: made-up names of which hardly any comes twice, on streets that each have many of them."""
    chance = random.Random(SEED)
    for number in range(count):
        street = f"{chance.choice(PLACES)}{chance.choice(PLACES)}路"
        name = f"{chance.choice(PLACES)}{''.join(chance.choices(SIGNS, k=3))}{chance.choice(TRADES)}"
        yield (
            f"K{number:07}", name, chance.choice(("retailer", "dealer", "end_consumer")), f"13{chance.randrange(10**9):09}",
            f"{street}{chance.randint(1, 400)}号", street, f"{30 + chance.random():.6f}", f"{120 + chance.random():.6f}", "CNY",
        )  # fmt: skip


def land_accounts(path: Path, team: Team, **expected: int) -> None:
    finish(begin_import(type="accounts", path=path, by=None, at=timezone.now(), team=team), **expected)


def log(lines: int) -> Iterator[tuple[object, ...]]:
    """A wholesaler's log: invoices of some 18 lines, one in fifty a cancellation."""
    chance = random.Random(SEED)
    for order in range(lines // LINES_PER_ORDER + 1):
        cancelled = chance.random() < 0.02
        number, customer = (
            f"{'C' if cancelled else ''}{500_000 + order}",
            10_000 + chance.randrange(max(1, lines // CUSTOMERS_PER_LINE)),
        )
        at = FIRST + timedelta(minutes=7 * order)
        for _ in range(min(LINES_PER_ORDER, lines - order * LINES_PER_ORDER)):
            quantity = chance.randint(1, 48) * (-1 if cancelled else 1)
            yield number, at, customer, "United Kingdom", f"P{chance.randrange(3_000)}", quantity, f"{chance.uniform(0.2, 20):.2f}"


def bring_in(path: Path, **expected: int) -> None:
    finish(begin_import(type="orders", path=path, by=None, at=timezone.now(), mapping="online-retail"), **expected)


def finish(run: ImportRun, **expected: int) -> None:
    run = perform_import(run)
    if run.state != ImportRun.State.DONE or any(getattr(run, name) != count for name, count in expected.items()):
        raise SystemExit(f"The import went wrong: {run.state} {run.error} created {run.created}, unchanged {run.unchanged}")


def bare_copy(path: Path) -> None:
    """The floor: the same lines into a table without keys or checks."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (a text, b timestamp, c text, d text, e text, f numeric, g numeric)")
        with path.open() as file, cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER true)") as copy:
            while chunk := file.read(1 << 16):
                copy.write(chunk)
        cursor.execute("DROP TABLE bare")


def timed(work: Any) -> float:
    started = time.monotonic()
    work()
    seconds = time.monotonic() - started
    print(f"{seconds:.1f} s", file=sys.stderr)
    return seconds


def as_table(told: dict[str, Any]) -> str:
    return "\n".join(f"{name:<24}{value:>12,}" for name, value in told.items())
