"""The price rules of a registered project (row 38): the hard floor, the first registrant's price, the fine to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.pricing import QuotedLine, fine_of_quote, judge, proposes_unwelcome
from crm.explain import Ends, evaluate


def line(price: str, *, quantity: str = "1", floor: str | None = None, first: str | None = None) -> QuotedLine:
    return QuotedLine(
        product="KF-80", quantity=Decimal(quantity), unit_price=Decimal(price), currency="CNY",
        floor=None if floor is None else Decimal(floor), first=None if first is None else Decimal(first),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("price", "floor", "first", "below_floor", "below_first"),
    [
        ("100", None, None, False, False),
        ("100", "100", "100", False, False),
        ("99.9999", "100", None, True, False),
        ("99.9999", None, "100", False, True),
        ("90", "80", "100", False, True),
        ("70", "80", "100", True, True),
    ],
)
def test_a_price_may_equal_its_bounds_and_not_lie_below(price, floor, first, below_floor, below_first):
    judged = judge([line(price, floor=floor, first=first)])

    assert (bool(judged.below_floor), bool(judged.below_first)) == (below_floor, below_first)
    assert judged.may_stand is not (below_floor or below_first)


@pytest.mark.parametrize(
    ("price", "floor", "quantity", "fine"),
    [
        ("4500", "4800", "12", "3600.00"),
        ("4799.99", "4800", "1", "0.01"),
        ("99.9950", "100", "1", "0.01"),
        ("99.9951", "100", "1", "0.00"),
        ("0.3333", "0.6667", "3", "1.00"),
        ("19.9", "20", "0.125", "0.01"),
    ],
)
def test_the_fine_is_the_shortfall_to_the_cent(price, floor, quantity, fine):
    figure = line(price, floor=floor, quantity=quantity).fine()

    assert figure.low == figure.high == Decimal(fine)
    assert figure.formula == "(floor - price) * quantity"
    assert [part.name for part in figure.inputs] == ["floor", "price", "quantity"]


def test_at_the_floor_nothing_is_due():
    assert line("100", floor="100").fine() is None
    assert judge([line("100", floor="100")]).total_fine() == Decimal("0.00")


def test_a_quote_is_fined_for_each_line_and_shows_the_sum():
    judged = judge([line("90", floor="100", quantity="2"), line("50", floor="40"), line("9.99", floor="10", quantity="3")])

    figure = fine_of_quote([(f"line_{number}", fine) for number, fine in enumerate(judged.fines(), 1)], "CNY")

    assert judged.total_fine() == figure.low == Decimal("20.03")
    assert figure.formula == "line_1 + line_2"


prices = st.decimals(min_value="0.0001", max_value="999999.9999", places=4)


@given(prices, prices, st.decimals(min_value="0.001", max_value="99999.999", places=3))
def test_the_arithmetic_that_is_shown_gives_the_fine(price, floor, quantity):
    figure = QuotedLine(product="x", quantity=quantity, unit_price=price, currency="CNY", floor=floor).fine()

    if price >= floor:
        assert figure is None
        return
    again = evaluate(figure.formula, {part.name: Ends(part.low, part.high) for part in figure.inputs})
    assert abs(figure.low - again.low) <= Decimal("0.005")
    assert figure.low == figure.low.quantize(Decimal("0.01"))


@pytest.mark.parametrize(("offences", "proposed"), [(1, False), (2, False), (3, True), (4, True)])
def test_the_third_offence_proposes(offences, proposed):
    assert proposes_unwelcome(offences) is proposed
