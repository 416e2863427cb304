"""Two who register, and many who undercut, at the same moment, each on a connection of its own (row 38)."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.actions.deals import DealRegistered, register_deal
from accounts.actions.floors import set_floor
from accounts.actions.quotes import QuoteLineDraft, give_quote
from accounts.models import Deal, PriceOffence, Quote, WelcomeProposal
from crm.calendar import business_day
from crm.models import Event
from tests.accounts.actions.test_concurrency import THREADS, at_once
from tests.accounts.factories import AccountFactory, ProductFactory
from tests.crm.factories import NOW, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_who_register_at_once_one_is_first_whatever_their_clocks_say():
    cast = make_cast()
    hospital = AccountFactory(owner=cast.bob, role="legal_person")
    dealers = [AccountFactory(owner=cast.alice, role="dealer") for _ in range(THREADS)]

    def register(number: int):
        return register_deal(
            account=hospital,
            registrant=dealers[number],
            name="热水改造",
            by=cast.alice,
            at=NOW,
            asked_at=NOW - timedelta(days=number),
        )

    outcomes = at_once(*(lambda number=number: register(number) for number in range(THREADS)))

    assert Counter(type(outcome) for outcome in outcomes) == {Deal: 1, DealRegistered: THREADS - 1}
    first = Deal.objects.get()
    assert first in outcomes
    assert {refusal.more["deal"]["id"] for refusal in outcomes if isinstance(refusal, DealRegistered)} == {str(first.pk)}
    assert Event.objects.filter(type="deal.registered").count() == 1


def test_offences_at_once_are_counted_one_by_one_and_propose_once():
    cast = make_cast()
    dealer = AccountFactory(owner=cast.alice, role="dealer")
    heater = ProductFactory()
    set_floor(
        product=heater, price=Decimal(100), currency="CNY", valid_from=business_day(NOW), reason="政策", by=cast.admin, at=NOW
    )
    deals = [
        register_deal(
            account=AccountFactory(owner=cast.alice),
            registrant=dealer,
            name=f"{number}号楼",
            by=cast.alice,
            at=NOW,
            is_another=True,
        )
        for number in range(THREADS)
    ]

    def undercut(deal: Deal) -> Quote:
        lines = [QuoteLineDraft(heater, Decimal(3), Decimal("99.50"))]
        return give_quote(deal=deal, dealer=dealer, lines=lines, by=cast.alice, at=NOW, was_given=True)

    outcomes = at_once(*(lambda deal=deal: undercut(deal) for deal in deals))

    assert Counter(type(outcome) for outcome in outcomes) == {Quote: THREADS}
    assert set(PriceOffence.objects.values_list("fine", flat=True)) == {Decimal("1.50")}
    assert len(WelcomeProposal.objects.get().evidence) == 3
