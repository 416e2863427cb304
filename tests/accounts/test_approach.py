"""How to approach whom (row 67), and the share with its count that stands beside it."""

import pytest

from accounts.approach import HANDLING, METHODS, ORDERS, TOGETHER, Try, advise
from accounts.models.approach import HITS as MODEL_HITS
from accounts.models.approach import Method
from accounts.models.contact import Personality
from accounts.proportion import share


def names(advice, count=None):
    return [each.method for each in advice.methods][: count or advice.together]


def test_every_type_has_its_orders_and_every_method_its_place():
    for table in (ORDERS, TOGETHER, HANDLING):
        assert set(table) == {*Personality.values, None}
    assert all(sorted(order) == sorted(METHODS) for order in ORDERS.values())
    assert list(METHODS) == Method.values
    assert {"opened", "agreed"} == {str(hit) for hit in MODEL_HITS}


@pytest.mark.parametrize(
    ("personality", "together", "first"),
    [
        ("easy_going", 1, "introduction"),
        ("fortress", 3, "introduction"),
        ("self_centred", 3, "care"),
        ("pragmatic", 2, "benefit"),
        ("suspicious", 2, "introduction"),
        (None, 1, "introduction"),
    ],
)
def test_one_method_for_the_easy_going_several_for_the_stubborn(personality, together, first):
    advice = advise(personality=personality)

    assert (advice.together, names(advice)[0]) == (together, first)
    assert [each.why for each in advice.methods] == ["order"] * 6


def test_what_worked_with_this_person_comes_first_and_what_failed_last():
    tries = [Try(("introduction",), "cool"), Try(("benefit", "care"), "opened")]

    advice = advise(personality="easy_going", tries=tries)

    assert names(advice, 2) == ["care", "benefit"]
    assert advice.methods[-1].method == "introduction"
    assert (advice.methods[-1].why, advice.methods[-1].with_person.count) == ("failed", 1)


def test_a_refusal_brings_the_condition_and_a_second_method():
    advice = advise(personality="easy_going", tries=[Try(("introduction",), "refused")])

    assert (advice.reason, advice.together) == ("after_refusal", 2)
    assert names(advice)[0] == "condition"


def test_what_works_with_the_type_overtakes_the_order_only_when_the_counts_bear_it():
    few = advise(personality="pragmatic", of_type={"care": (3, 3), "benefit": (1, 3)})
    many = advise(personality="pragmatic", of_type={"care": (45, 50), "benefit": (10, 50)})

    assert names(few, 1) == ["benefit"]
    assert [(each.method, each.why) for each in many.methods][:1] == [("care", "works_with_type")]
    assert many.methods[-1].why == "weak_with_type"


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 4, 0.0, 0.4899), (3, 4, 0.3006, 0.9544), (80, 100, 0.7112, 0.8666)],  # Wilson, from a statistics handbook's formula
)
def test_a_share_knows_how_little_it_knows(hits, count, low, high):
    found = share(hits, count)

    assert (found.low, found.high) == (pytest.approx(low, abs=2e-4), pytest.approx(high, abs=2e-4))
    assert found.is_few == (count < 10)


def test_no_cases_are_no_share():
    assert share(0, 0).rate is None
    with pytest.raises(ValueError, match="2 of 1"):
        share(2, 1)
