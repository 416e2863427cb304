"""Why this tier, and how much the first few hold."""

import csv
import gzip
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from uuid6 import uuid7

from accounts.models import Account, Order
from crm.calendar import at_noon
from crm.models import Role
from tests.tiers.world import NOW, TODAY, give, make_account, make_market, make_order, make_team, make_user
from tiers.actions.overrides import override_tier
from tiers.actions.review import review_tiers
from tiers.board.figures import tier_counts
from tiers.models import TierFigure
from tiers.queries import concentration, tier_why, why_tier

LOG = Path(__file__).parents[3] / "shared/data/online_retail_even/online_retail.csv.gz"

pytestmark = pytest.mark.django_db


def test_a_tier_explains_itself_to_the_last_number():
    shops = make_market(make_team(), range(100, 0, -1))
    review_tiers(at=NOW)

    assert why_tier(shops[19]) == {
        "tier": "key", "since": "2026-06-15", "policy_version": 1, "policy_name": "标准分级", "method": "percentile",
        "reviewed_on": "2026-06-15", "value": "81.00", "currency": "CNY", "rank": 20, "peers": 100,
        "rank_share": 0.2, "cut_share": 0.2, "cuts": {"vip": "0.01", "gold": "0.05", "key": "0.20"},
        "candidate": "key", "computed": "key", "months_beyond": 0, "grace_months": 2, "rated_from": None, "text_code": "first_rating", "override": None,
        "change": {"on": "2026-06-15", "before": None, "after": "key", "kind": "computed", "reason": "first_rating"},
    }  # fmt: skip


def test_an_override_stands_in_the_explanation_beside_the_computed_tier():
    north = make_team("North")
    lena = make_user("Lena", Role.LEAD, leads=[north])
    shops = make_market(north, [900, 500, 100])
    review_tiers(at=NOW)
    override_tier(
        account=shops[1], tier="key", reason="Opens a branch in May", by=lena, at=NOW, expires_on=TODAY + timedelta(days=30)
    )

    why = why_tier(shops[1])

    assert (why["tier"], why["computed"], why["text_code"], why["cut_share"]) == ("key", "ordinary", "override", 0.2)
    assert why["override"] == {
        "tier": "key", "reason": "Opens a branch in May", "by": "Lena", "approver": None, "since": "2026-06-15",
        "expires_on": "2026-07-15",
    }  # fmt: skip
    assert why["change"]["kind"] == "override"


def test_a_young_account_says_from_when_it_will_be_rated():
    young = make_account(make_team(), created_on=TODAY)
    review_tiers(at=NOW)

    why = why_tier(young)

    assert (why["tier"], why["text_code"], why["rated_from"], why["rank"]) == (None, "not_yet_rated", "2026-12-12", None)


def test_an_account_that_was_never_reviewed_has_no_reason():
    assert why_tier(make_account(make_team())) is None


def test_months_in_grace_are_told():
    [falling] = make_market(make_team(), [0])
    give(falling, "gold")
    review_tiers(at=NOW, as_of=date(2026, 4, 30))

    why = why_tier(falling)

    assert (why["tier"], why["months_beyond"], why["grace_months"], why["text_code"]) == ("gold", 1, 2, "in_grace")


def test_many_explanations_take_one_statement(django_assert_num_queries):
    make_market(make_team(), range(30))
    review_tiers(at=NOW)

    with django_assert_num_queries(1):
        whys = list(Account.objects.annotate(tier_why=tier_why()).values_list("tier_why", flat=True))

    assert {why["peers"] for why in whys} == {29}


def test_the_first_fifth_of_eleven_accounts_are_three():
    team = make_team()
    make_market(team, [50, 30, 10, *[1] * 5, 0, -5, None])

    held = concentration(team)

    assert (held.accounts, held.net_sales) == (10, 90)
    assert held.top == {20: Decimal("0.8889"), 5: Decimal("0.5556"), 1: Decimal("0.5556")}


def test_a_part_of_nothing_is_no_number():
    team = make_team()
    make_market(team, [0, -5])

    assert concentration(team).top == {20: None, 5: None, 1: None}
    assert concentration(make_team("Empty")).accounts == 0


def test_concentration_keeps_to_its_days_its_team_and_its_currency():
    team = make_team()
    [shop] = make_market(team, [None])
    for on, total in ((date(2026, 1, 1), 1), (date(2026, 1, 31), 10), (date(2026, 2, 1), 100)):
        make_order(shop, total, on=on)
    make_order(shop, 1000, on=date(2026, 1, 15), currency="EUR")
    make_market(make_team("Other"), [7])

    assert concentration(team, since=date(2026, 1, 1), until=date(2026, 1, 31)).net_sales == 11
    assert concentration(team, since=date(2026, 1, 2)).net_sales == 110
    assert concentration(team).net_sales == 111


@pytest.mark.reference
@pytest.mark.skipif(not LOG.exists(), reason="the published log is not on this machine")
def test_a_wholesalers_first_fifth_holds_three_quarters_of_its_net_sales():
    team = make_team("Online Retail", currency="GBP")
    record_log(team)

    held = concentration(team)

    assert (held.accounts, round(held.net_sales, 2)) == (2187, Decimal("4155604.05"))
    assert held.top == {20: Decimal("0.7461"), 5: Decimal("0.5107"), 1: Decimal("0.3503")}


def record_log(team):
    """The log's lines as one signed order for each invoice."""
    invoices = defaultdict(Decimal)
    with gzip.open(LOG, "rt") as lines:
        for line in csv.DictReader(lines):
            day = datetime.fromisoformat(line["InvoiceDate"]).date()
            invoices[line["CustomerID"], day, line["InvoiceNo"]] += Decimal(line["Quantity"]) * Decimal(line["UnitPrice"])
    names = sorted({customer for customer, _, _ in invoices})
    customers = {name: Account(id=uuid7(), team=team, name=name, name_key=name, role="retailer", currency="GBP") for name in names}
    Account.objects.bulk_create(customers.values())
    Order.objects.bulk_create(
        Order(
            id=uuid7(), account=customers[name], ordered_at=at_noon(day), total=total, currency="GBP",
            kind=Order.Kind.SALE if total >= 0 else Order.Kind.RETURN,
        )
        for (name, day, _), total in invoices.items()
    )  # fmt: skip


def test_counts_per_tier_are_those_that_one_may_see():
    north, south = make_team("North"), make_team("South")
    alice, charlie = make_user("Alice", team=north), make_user("Charlie", team=south)
    make_market(north, range(100, 0, -1))
    make_account(north, "Young", created_on=TODAY, currency="EUR")
    review_tiers(at=NOW)

    seen = {count.tier: (count.accounts, count.annual_value) for count in tier_counts(TierFigure.objects.visible_to(alice))}

    assert list(seen) == ["vip", "gold", "key", "ordinary", None]
    assert seen["vip"] == (1, {"CNY": 100})
    assert seen["gold"] == (4, {"CNY": 99 + 98 + 97 + 96})
    assert seen[None] == (1, {"EUR": 0})
    assert {count.accounts for count in tier_counts(TierFigure.objects.visible_to(charlie))} == {0}
