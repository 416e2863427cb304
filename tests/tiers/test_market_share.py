"""Satisfaction and unit share (row 25): the source's 0.2 to 0.6 points of share per point, explaining 40 to 75 %."""

from dataclasses import replace
from decimal import Decimal

import pytest

from crm.constants.queries import read_register
from tiers.market_share import WEAKER, share_outlook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("points", "low", "high"), [("1", "0.2", "0.6"), ("5", "1", "3"), ("-2", "-1.2", "-0.4")])
def test_a_point_of_satisfaction_moves_the_share_by_a_range(points, low, high):
    change, explained = share_outlook(read_register(), points=Decimal(points)).figures

    assert (change.low, change.high, change.note) == (Decimal(low), Decimal(high), WEAKER)
    assert (explained.low, explained.high) == (Decimal("0.40"), Decimal("0.75"))


def test_a_constant_that_became_one_number_gives_no_figure():
    register = read_register()
    single = replace(register.constants["share_per_point"], high=register.constants["share_per_point"].low)

    outlook = share_outlook(replace(register, constants={**register.constants, "share_per_point": single}), points=Decimal(5))

    assert [figure.name for figure in outlook.figures] == ["share_explained"]
    assert outlook.missing == ("share_per_point",)


def test_a_constant_out_of_use_is_named():
    outlook = share_outlook(replace(read_register(), constants={}), points=Decimal(5))

    assert (outlook.figures, outlook.missing) == ((), ("share_per_point", "share_explained"))
