"""The revenue at stake with a customer (row 24): a range over the ways to it, never more than what is known."""

from decimal import Decimal

import pytest

from crm.constants.register import Answers, Register
from crm.explain import Figure, records
from tiers.stake import at_stake

ODDS = (Figure("s0", Decimal("0.81"), Decimal("0.81"), "share"), Figure("s2", Decimal("0.90"), Decimal("0.98"), "share"))
REGISTER = Register({}, {"lost_when_unsolved": Answers(ODDS, frozenset())}, {})
SILENT = Register({}, {}, {})


def value(amount: str) -> Figure:
    return records("annual_value", Decimal(amount), unit="money", currency="CNY")


def alive(share: str) -> Figure:
    return records("alive", Decimal(share), unit="share")


def test_without_a_complaint_it_is_what_the_model_thinks_of_its_leaving():
    figure = at_stake(REGISTER, annual_value=value("1000"), alive=alive("0.62"), open_complaints=0)

    assert figure is not None
    assert (figure.low, figure.high) == (Decimal("380.00"), Decimal("380.00"))
    assert (figure.name, figure.formula) == ("at_stake", "annual_value * leaving")


def test_a_complaint_opens_a_second_way_and_the_figure_spans_both():
    figure = at_stake(REGISTER, annual_value=value("1000"), alive=alive("0.62"), open_complaints=2)

    assert figure is not None
    assert (figure.low, figure.high) == (Decimal("380.00"), Decimal("980.00"))
    assert [way.name for way in figure.inputs] == ["at_stake_leaving", "at_stake_unsolved"]


@pytest.mark.parametrize(
    ("register", "amount", "share", "complaints"),
    [(REGISTER, "0", "0.5", 1), (REGISTER, "-20", "0.5", 1), (REGISTER, "1000", None, 0), (SILENT, "1000", None, 1)],
)
def test_what_cannot_be_reckoned_is_no_figure(register, amount, share, complaints):
    told = at_stake(register, annual_value=value(amount), alive=alive(share) if share else None, open_complaints=complaints)

    assert told is None
