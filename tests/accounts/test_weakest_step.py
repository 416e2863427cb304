"""The shortest board (row 47)."""

from decimal import Decimal

import pytest

from accounts.weakest_step import Facts, score, weakest


@pytest.mark.parametrize(
    ("facts", "value", "limit"),
    [
        (Facts(on_time=9, late=1, ratings=(Decimal("4.5"),)), "87.5", "rating"),
        (Facts(on_time=1, late=2, ratings=(Decimal(5),)), "33.3", "on_time"),
        (Facts(on_time=9, late=0, ratings=(Decimal(5), Decimal(2))), "25.0", "rating"),  # the worst standard, not the mean
        (Facts(on_time=9, late=0, ratings=(Decimal(5),), open_complaints=1), "50.0", "complaints"),
        (Facts(ratings=(Decimal(4),), open_complaints=2), "33.3", "complaints"),
        (Facts(ratings=(Decimal(1),)), "0.0", "rating"),
    ],
)
def test_a_link_counts_as_the_least_of_its_parts(facts, value, limit):
    found = score(facts)

    assert (found.value, found.limit) == (Decimal(value), limit)
    assert found.parts[limit] == min(found.parts.values())


def test_what_nobody_measured_has_no_score():
    assert score(Facts()).value is None
    assert score(Facts(on_time=0, late=2)).parts == {}  # two requests say nothing yet


def test_good_steps_do_not_make_up_for_the_weak_one():
    good, bad = score(Facts(ratings=(Decimal(5),))), score(Facts(ratings=(Decimal("1.5"),)))

    assert weakest([("picking", good), ("freight", bad), ("office", good), ("new", score(Facts()))]) == "freight"
    assert weakest([("new", score(Facts()))]) is None
