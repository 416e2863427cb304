"""Quoting for a registered project: floor, first registrant, fine, offences, and the proposal at the third (row 38)."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.actions.deals import DealClosed, NotADealer, register_deal, withdraw_deal
from accounts.actions.floors import set_floor
from accounts.actions.leading import LeadDecides
from accounts.actions.offences import OffenceWaived, ProposalDecided, decline_proposal, waive_offence
from accounts.actions.quotes import BelowFirst, BelowFloor, QuoteLineDraft, give_quote
from accounts.models import FloorPrice, PriceOffence, Quote, Touchpoint, WelcomeProposal
from crm.errors import Invalid, NotYours, Unseen
from crm.models import Event
from tests.accounts.factories import AccountFactory, ProductFactory
from tests.crm.factories import NOW
from tiers.actions.welcome import decide_welcome

TODAY = date(2026, 3, 10)


@pytest.fixture
def field(cast):
    """Two dealers of Alice's and a project of Bob's hospital that the first one registered; a heater with a floor of 4,800."""
    people = {name: getattr(cast, name) for name in ("alice", "bob", "charlie", "lena", "sam", "ann", "admin", "team")}
    first, second = (AccountFactory(owner=cast.alice, role="dealer", name=name) for name in ("宏达经销", "永利经销"))
    hospital = AccountFactory(owner=cast.bob, role="legal_person", name="人民医院")
    deal = register_deal(account=hospital, registrant=first, name="热水改造", by=cast.alice, at=NOW)
    heater = ProductFactory(code="KF-80", name="空气能 80")
    return SimpleNamespace(**people, first=first, second=second, hospital=hospital, deal=deal, heater=heater)


def floor(field, price="4800", **fields) -> FloorPrice:
    return set_floor(
        **({"product": field.heater, "price": Decimal(price), "currency": "CNY", "valid_from": TODAY, "reason": "年度价格政策",
            "team": field.team, "by": field.lena, "at": NOW} | fields)
    )  # fmt: skip


def quote(field, price: str, *, dealer=None, quantity="12", product=None, **fields) -> Quote:
    lines = [QuoteLineDraft(product or field.heater, Decimal(quantity), Decimal(price))]
    return give_quote(
        **({"deal": field.deal, "dealer": dealer or field.first, "lines": lines, "by": field.alice, "at": NOW} | fields)
    )


def test_a_quote_within_the_bounds_stands(field):
    binding = floor(field)

    given = quote(field, "4800")

    assert (given.total, given.currency) == (Decimal("57600.0000"), "CNY")
    line = given.lines.get()
    assert (line.floor_price, line.fine) == (binding, Decimal(0))
    assert Event.objects.get(type="quote.given").subject == given.pk
    assert Touchpoint.objects.filter(account=field.hospital, text__startswith="报价").count() == 1


def test_others_quote_but_not_below_the_first_registrant(field):
    quote(field, "5000")

    with pytest.raises(BelowFirst) as refusal:
        quote(field, "4999.99", dealer=field.second)

    assert "宏达经销" in refusal.value.detail
    assert "4999.99 < 5000" in refusal.value.detail
    assert quote(field, "5000", dealer=field.second).lines.get().first_price == Decimal(5000)


def test_the_first_registrant_may_go_lower_and_the_bound_follows(field):
    quote(field, "5000")
    quote(field, "4900")

    assert quote(field, "4900", dealer=field.second).total == Decimal(58800)
    assert Quote.objects.filter(deal=field.deal, dealer=field.first).current().get().total == Decimal(58800)


def test_while_the_first_registrant_has_not_quoted_only_the_floor_binds(field):
    floor(field)

    assert quote(field, "4800", dealer=field.second).total == Decimal(57600)


def test_below_the_floor_is_refused_with_the_arithmetic_and_leaves_nothing(field):
    floor(field)

    with pytest.raises(BelowFloor) as refusal:
        quote(field, "4500")

    assert refusal.value.detail == "Below the floor: 空气能 80: 4500 < 4800 CNY."
    fine = refusal.value.more["lines"][0]["fine"]
    assert (fine["low"], fine["formula"]) == ("3600", "(floor - price) * quantity")
    assert [part["low"] for part in fine["inputs"]] == ["4800", "4500", "12"]
    assert not Quote.objects.exists()
    assert not PriceOffence.objects.exists()


def test_the_floor_weighs_more_than_the_first_registrant(field):
    quote(field, "5000")
    floor(field)

    with pytest.raises(BelowFloor):
        quote(field, "4000", dealer=field.second)


@pytest.mark.parametrize(
    ("price", "quantity", "fine"),
    [("4500", "12", "3600.00"), ("4799.99", "1", "0.01"), ("4799.9950", "1", "0.01"), ("4799.9951", "1", "0.00")],
)
def test_what_was_given_below_the_floor_is_fined_by_the_shortfall_to_the_cent(field, price, quantity, fine):
    floor(field)

    given = quote(field, price, quantity=quantity, was_given=True)

    assert given.offence.fine == given.lines.get().fine == Decimal(fine)
    assert (given.offence.kind, given.offence.currency, given.offence.dealer) == ("below_floor", "CNY", field.first)


def test_what_was_given_below_the_first_registrant_counts_and_is_not_fined(field):
    quote(field, "5000")

    given = quote(field, "4900", dealer=field.second, was_given=True)

    assert (given.offence.kind, given.offence.fine) == ("below_first", Decimal(0))


def test_told_twice_it_is_one_offence(field):
    floor(field)

    assert quote(field, "4500", was_given=True) == quote(field, "4500", was_given=True)
    assert PriceOffence.objects.count() == 1


def test_one_quote_is_one_offence_whatever_its_lines(field):
    pump = ProductFactory(code="P-1")
    floor(field)
    floor(field, "900", product=pump)
    lines = [QuoteLineDraft(field.heater, Decimal(1), Decimal(4799)), QuoteLineDraft(pump, Decimal(2), Decimal("890.50"))]

    given = quote(field, "1", lines=lines, was_given=True)

    assert given.offence.fine == Decimal("20.00")


def test_the_third_offence_proposes_and_never_sets(field):
    floor(field)

    for number, price in enumerate(("4500", "4400", "4300"), 1):
        quote(field, price, was_given=True)
        assert WelcomeProposal.objects.count() == (number == 3)

    proposal = WelcomeProposal.objects.get()
    assert (proposal.account, proposal.proposed, proposal.state, len(proposal.evidence)) == (field.first, "unwelcome", "open", 3)
    field.first.refresh_from_db()
    assert field.first.welcome == "welcome"
    quote(field, "4200", was_given=True)
    assert WelcomeProposal.objects.count() == 1


def test_a_lead_accepts_by_deciding_so(field):
    floor(field)
    for price in ("4500", "4400", "4300"):
        quote(field, price, was_given=True)

    decide_welcome(account=field.first, welcome="unwelcome", reason="三次低于底价向客户报价", by=field.lena, at=NOW)

    proposal = WelcomeProposal.objects.get()
    assert (proposal.state, proposal.decided_by) == ("accepted", field.lena)
    quote(field, "4200", was_given=True)
    assert WelcomeProposal.objects.count() == 1


def test_a_lead_declines_with_a_reason_and_the_next_offence_proposes_anew(field):
    floor(field)
    for price in ("4500", "4400", "4300"):
        quote(field, price, was_given=True)
    proposal = WelcomeProposal.objects.get()

    with pytest.raises(LeadDecides):
        decline_proposal(proposal=proposal, reason="老客户,再给一次机会", by=field.alice, at=NOW)
    with pytest.raises(Invalid):
        decline_proposal(proposal=proposal, reason="no", by=field.lena, at=NOW)
    declined = decline_proposal(proposal=proposal, reason="老客户,再给他一次机会", by=field.lena, at=NOW)

    assert declined.state == "declined"
    with pytest.raises(ProposalDecided):
        decline_proposal(proposal=proposal, reason="老客户,再给他一次机会", by=field.lena, at=NOW)
    quote(field, "4200", was_given=True)
    assert WelcomeProposal.objects.open().count() == 1


def test_a_waived_offence_no_longer_counts(field):
    floor(field)
    offence = quote(field, "4500", was_given=True).offence

    with pytest.raises(LeadDecides):
        waive_offence(offence=offence, reason="录入错误,客户没有收到", by=field.alice, at=NOW)
    waive_offence(offence=offence, reason="录入错误,客户没有收到", by=field.lena, at=NOW)
    for price in ("4400", "4300"):
        quote(field, price, was_given=True)

    assert not WelcomeProposal.objects.exists()
    with pytest.raises(OffenceWaived):
        waive_offence(offence=offence, reason="录入错误,客户没有收到", by=field.lena, at=NOW)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"unit_price": Decimal(0)}, "lines.0.unit_price"),
        ({"unit_price": Decimal(-1)}, "lines.0.unit_price"),
        ({"unit_price": Decimal("1.00001")}, "lines.0.unit_price"),
        ({"unit_price": Decimal("NaN")}, "lines.0.unit_price"),
        ({"unit_price": Decimal("1e12")}, "lines.0.unit_price"),
        ({"quantity": Decimal(0)}, "lines.0.quantity"),
        ({"quantity": Decimal("0.0001")}, "lines.0.quantity"),
    ],
)
def test_bad_numbers_are_named(field, line, named):
    draft = QuoteLineDraft(**({"product": field.heater, "quantity": Decimal(1), "unit_price": Decimal(1)} | line))

    with pytest.raises(Invalid) as refusal:
        quote(field, "1", lines=[draft])

    assert named in refusal.value.fields
    assert not Quote.objects.exists()


def test_two_currencies_do_not_mix(field):
    with pytest.raises(Invalid) as refusal:
        quote(field, "700", currency="USD")

    assert refusal.value.fields == {"currency": ["This deal is quoted in CNY."]}


def test_a_quote_without_lines_or_with_a_product_twice_is_none(field):
    line = QuoteLineDraft(field.heater, Decimal(1), Decimal(1))

    for lines in ([], [line, line]):
        with pytest.raises(Invalid):
            quote(field, "1", lines=lines)


def test_a_closed_or_lapsed_deal_takes_no_quote(field):
    with pytest.raises(DealClosed):
        quote(field, "5000", at=NOW + timedelta(days=90))
    withdraw_deal(deal=field.deal, by=field.alice, at=NOW)
    with pytest.raises(DealClosed):
        quote(field, "5000")


def test_only_ones_own_dealers_quote(field):
    with pytest.raises(NotYours):
        quote(field, "5000", by=field.bob)
    with pytest.raises(Unseen):
        quote(field, "5000", by=field.charlie)
    with pytest.raises(NotADealer):
        quote(field, "5000", dealer=AccountFactory(owner=field.alice))


def test_a_projects_floor_comes_before_a_products_and_a_later_one_before_an_earlier(field):
    floor(field, "4800", at=NOW - timedelta(days=1), valid_from=TODAY - timedelta(days=1))
    floor(field, "4700")
    with pytest.raises(BelowFloor, match="4600 < 4700"):
        quote(field, "4600")

    floor(field, "4500", deal=field.deal)

    assert quote(field, "4600").lines.get().floor_price.deal == field.deal
    assert FloorPrice.objects.count() == 3


def test_a_floor_binds_in_its_time_and_currency_only(field):
    floor(field, "4800", valid_from=TODAY, valid_until=TODAY + timedelta(days=5))
    floor(field, "9999", currency="USD")
    floor(field, "9000", valid_from=TODAY + timedelta(days=6))

    assert quote(field, "4800").total == Decimal(57600)
    with pytest.raises(BelowFloor):
        quote(field, "4800.01", at=NOW + timedelta(days=6))


def test_only_a_lead_sets_the_floor_and_not_backwards(field):
    for person in (field.alice, field.ann, field.sam, field.charlie):
        with pytest.raises(LeadDecides):
            floor(field, by=person)
    with pytest.raises(LeadDecides):
        floor(field, team=None)
    assert floor(field, team=None, by=field.admin).team is None
    for wrong, named in (
        ({"price": Decimal(0)}, "price"),
        ({"price": Decimal("1.00001")}, "price"),
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"reason": " "}, "reason"),
        ({"currency": "EUR", "deal": field.deal}, "currency"),
    ):
        with pytest.raises(Invalid) as refusal:
            floor(field, **wrong)
        assert named in refusal.value.fields
