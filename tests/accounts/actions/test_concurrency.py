"""Several at once: nobody overwrites unseen, nothing is there twice, and bulk writers do not lock each other out."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.actions.accounts import update_account
from accounts.actions.contacts import ContactDraft, add_contacts
from accounts.actions.figures import refresh_trade_figures, write_figures
from accounts.actions.promises import PromiseNotOpen, break_promise, keep_promise
from accounts.actions.trade import LineDraft, OrderDraft, ProductDraft, define_products, place_order, place_orders
from accounts.models import Account, Order, OrderLine, Product, Promise
from crm.errors import Stale
from crm.models import Event
from tests.accounts.factories import AccountFactory, ProductFactory, PromiseFactory
from tests.crm.factories import NOW, make_cast

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 6


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each came to, errors included; all begin at the same moment, each on a connection of its own."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return work()
        except Exception as error:  # noqa: BLE001 (it is what the work came to)
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_of_many_who_saw_the_same_version_one_writes():
    cast = make_cast()
    account = AccountFactory(owner=cast.alice)

    def write(number: int) -> Any:
        return update_account(account=account, changes={"industry": f"{number}"}, by=cast.alice, at=NOW, version=1)

    outcomes = at_once(*(lambda number=number: write(number) for number in range(THREADS)))

    assert Counter(type(outcome) for outcome in outcomes) == {Account: 1, Stale: THREADS - 1}
    assert Account.objects.get().version == 2
    assert Event.objects.filter(type="account.updated").count() == 1


def test_a_promise_is_settled_once_by_whoever_is_first():
    cast = make_cast()
    promise = PromiseFactory(account=AccountFactory(owner=cast.alice))

    outcomes = at_once(
        *(
            lambda settle=settle: settle(promise=promise, by=cast.alice, at=NOW, reason="赶上了")
            for settle in (keep_promise, break_promise) * 3
        )
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Promise: 1, PromiseNotOpen: THREADS - 1}


def test_the_same_order_brought_by_many_at_once_is_there_once():
    account, product = AccountFactory(), ProductFactory()
    drafts = [
        OrderDraft(account=account, ordered_at=NOW, external_id=f"E{number}", lines=[LineDraft(product, Decimal(2), Decimal(3))])
        for number in range(50)
    ]

    outcomes = at_once(*[lambda: place_orders(drafts=drafts, source="erp", by=None, at=NOW)] * THREADS)

    assert sorted((placed.created, placed.unchanged) for placed in outcomes) == [(0, 50)] * (THREADS - 1) + [(50, 0)]
    assert (Order.objects.count(), OrderLine.objects.count()) == (50, 50)
    assert Account.objects.get().annual_value == Decimal(300)


def test_the_same_products_told_by_many_at_once_are_there_once():
    make_cast()
    drafts = [ProductDraft(code=f"P{number}") for number in range(30)]

    outcomes = at_once(*[lambda: define_products(drafts=drafts, source="erp", by=None, at=NOW)] * THREADS)

    assert sum(len(defined.created) for defined in outcomes) == Product.objects.count() == 30


def test_bulk_writers_and_single_ones_do_not_lock_each_other_out():
    """Figures of all accounts, people and orders for many and for one, over and over, in opposite orders."""
    cast = make_cast()
    accounts = [AccountFactory(owner=cast.alice) for _ in range(30)]
    product = ProductFactory()

    def again(work: Callable[[int], Any]) -> Callable[[], None]:
        def run() -> None:
            for number in range(8):
                work(number)

        return run

    def line(quantity: int) -> LineDraft:
        return LineDraft(product, Decimal(1 + quantity), Decimal(1))

    outcomes = at_once(
        again(lambda number: write_figures(columns=["open_complaints"], rows=[(each.pk, number) for each in accounts])),
        again(lambda number: write_figures(columns=["loyalty_index"], rows=[(each.pk, number) for each in reversed(accounts)])),
        again(lambda _: refresh_trade_figures()),
        again(lambda number: add_contacts(
            drafts=[ContactDraft(account=each, fields={"name": f"王{number}"}) for each in reversed(accounts)], by=None, at=NOW,
        )),
        again(lambda number: place_orders(
            drafts=[OrderDraft(account=each, ordered_at=NOW, lines=[line(number)]) for each in accounts], by=cast.lena, at=NOW,
        )),
        again(lambda number: place_order(account=accounts[number], lines=[line(number)], by=cast.alice, at=NOW)),
    )  # fmt: skip

    assert outcomes == [None] * 6
    refresh_trade_figures()
    totals = {account.pk: sum(order.total for order in account.orders.all()) for account in accounts}
    assert dict(Account.objects.values_list("pk", "annual_value")) == totals
