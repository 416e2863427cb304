"""`python -m bench merging [--accounts N] [--orders M]`: duplicates among N accounts, and a merge of one that ordered M times."""

import argparse
import json
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from accounts.actions.accounts import open_account
from accounts.actions.merges import merge_accounts, undo_merge
from accounts.actions.orders import LineDraft, OrderDraft, place_orders
from accounts.duplicates import scan_duplicates
from accounts.models import Account, Order, Product
from bench.api.world import World, fill
from bench.meter import Meter, Step
from bench.scratch import scratch_database

#: Accounts of which something changes between two scans.
CHANGED = 1_000
LINES = 3


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench merging", description=__doc__)
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with scratch_database("merging"):
        meter = measure(options.accounts, options.orders)
    print(json.dumps(meter.report()) if options.json else "\n".join(map(_line, meter.steps)))
    return 0


def measure(accounts: int, orders: int) -> Meter:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        meter = Meter(cursor.fetchone()[0])
    with meter.step("fill"):
        world = fill(accounts)
        kept, lost = pair(world, orders)
        _settle()
    now = timezone.now()
    with meter.step("first scan for duplicates"):
        scan_duplicates(at=now)
    change_some()
    with meter.step(f"scan after {CHANGED} changes"):
        scan_duplicates(at=now)
    with meter.step(f"merge of {orders} orders"):
        merge = merge_accounts(kept=kept, lost=lost, by=None, at=now)
    if Order.objects.filter(account=kept).count() != orders:
        raise SystemExit("The merge lost orders.")
    with meter.step("its undo"):
        undo_merge(merge=merge, by=None, at=now)
    if Order.objects.filter(account=lost).count() != orders:
        raise SystemExit("The undo lost orders.")
    return meter


def pair(world: World, orders: int) -> tuple[Account, Account]:
    """One customer twice; all its orders, of LINES lines each, lie with the one that will go."""
    team, now = world.manager.team, timezone.now()
    kept, lost = (
        open_account(by=None, at=now, team=team, owner=world.manager, name=name, role="retailer", phone="13800138000")
        for name in ("永庆粮油店", "永庆粮油")
    )
    tea = Product.objects.create(code="bench", name="茶")
    lines = [LineDraft(product=tea, quantity=Decimal(n + 1), unit_price=Decimal(7)) for n in range(LINES)]
    drafts = [OrderDraft(account=lost, ordered_at=now - timedelta(hours=n), lines=lines, external_id=str(n)) for n in range(orders)]
    place_orders(drafts=drafts, by=None, at=now, source="bench")
    return kept, lost


def change_some() -> None:
    ids = list(Account.objects.order_by("id").values_list("pk", flat=True)[:CHANGED])
    Account.objects.filter(pk__in=ids).update(phone="13900001111")


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _line(step: Step) -> str:
    return f"{step.seconds:>8.2f} s {step.cpu_seconds:>8.2f} CPU s {step.peak_mb:>7.0f} MB  {step.name}"
