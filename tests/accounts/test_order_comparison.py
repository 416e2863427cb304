"""The order of a day beside the customer's history (row 20)."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from accounts.order_comparison import Bought, compare

TODAY = date(2026, 3, 2)
RICE, OIL, SALT, TEA = (UUID(int=number) for number in (1, 2, 3, 4))


def bought(product: UUID, *quantities: int, weeks: int = 1) -> list[Bought]:
    """One week after the other up to `weeks` ago, the oldest first."""
    first = len(quantities) - 1 + weeks
    return [Bought(TODAY - timedelta(weeks=first - i), product, Decimal(q)) for i, q in enumerate(quantities)]


def states(*groups: list[Bought]) -> dict[UUID, str]:
    return {line.product: line.state for line in compare([each for group in groups for each in group], on=TODAY).lines}


def test_each_product_says_how_it_differs_and_what_one_asks_about_first_stands_first():
    today = [Bought(TODAY, RICE, Decimal(4)), Bought(TODAY, OIL, Decimal(10)), Bought(TODAY, TEA, Decimal(1))]

    found = compare([*today, *bought(RICE, 8, 12, 10), *bought(OIL, 9, 10, 11), *bought(SALT, 2, 2, 2)], on=TODAY)

    assert [(line.product, line.state) for line in found.lines] == [(SALT, "missing"), (RICE, "less"), (TEA, "new"), (OIL, "same")]
    rice = found.lines[1]
    assert (rice.usual, rice.last, rice.last_on, rice.times) == (10, 10, TODAY - timedelta(weeks=1), 3)
    assert rice.change == Decimal("-0.6")
    assert found.days == 3


def test_several_orders_of_a_day_count_together():
    assert states([Bought(TODAY, RICE, Decimal(5)), Bought(TODAY, RICE, Decimal(5))], bought(RICE, 10, 10)) == {RICE: "same"}


def test_what_was_ordered_now_and_then_is_not_missed():
    assert states(bought(RICE, 1, 1, 1, 1, 1), bought(SALT, 2, 2)) == {RICE: "missing"}
    assert states(bought(RICE, 1, 1, 1, 1), bought(SALT, 2)) == {RICE: "missing"}


def test_a_fifth_is_a_difference():
    assert states([Bought(TODAY, RICE, Decimal(12))], bought(RICE, 10, 10)) == {RICE: "more"}
    assert states([Bought(TODAY, RICE, Decimal("11.9"))], bought(RICE, 10, 10)) == {RICE: "same"}


def test_what_lies_a_year_back_or_after_the_day_is_not_looked_at():
    old, later = Bought(TODAY - timedelta(days=400), RICE, Decimal(9)), Bought(TODAY + timedelta(days=1), OIL, Decimal(9))

    assert states([old, later, Bought(TODAY, RICE, Decimal(1))]) == {RICE: "new"}
