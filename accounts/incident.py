"""What an incident costs (rows 1, 13, 35, 36, 68): every result a range over what the sources say, with its arithmetic.

Nothing is taken for granted: a constant that is not in use is left out, and a figure that misses its input is not given.
"""

from dataclasses import dataclass
from decimal import Decimal

from crm.constants.register import Register
from crm.explain import Figure, computed, entered, span

OF_COMPLAINERS = "of_complainers"


@dataclass(frozen=True)
class Estimate:
    """The figures that could be reckoned, in the order in which one reads them; `missing` names what the others wait for."""

    figures: tuple[Figure, ...]
    missing: tuple[str, ...]


def estimate(
    register: Register, *, heard: int = 1, annual_value: Figure | None = None, keeping_share: Decimal | None = None
) -> Estimate:
    """`heard`: complaints that reached us about it. `annual_value`: the account's 12-month net sales, explained.
    `keeping_share`: the part of it that keeping the customer costs us, which no source states."""
    complaints = entered("heard", Decimal(heard), unit="count")
    found = [
        reached(register, complaints),
        make_good(register, complaints),
        truly_dissatisfied(register, complaints),
        register.range("lost_when_unsolved"),
        register.range("lost_when_solved"),
        *(money_at_stake(register, annual_value) if annual_value is not None else ()),
        register.constant("new_for_one_lost"),
        winning_cost(register, annual_value, keeping_share),
    ]
    missing = [name for name, given in (("annual_value", annual_value), ("keeping_share", keeping_share)) if given is None]
    return Estimate(tuple(figure for figure in found if figure is not None), tuple(missing))


def reached(register: Register, heard: Figure) -> Figure | None:
    """People who may hear of it: those told and those whom they tell, or everybody whom the customer knows."""
    told, telling_on = register.constant("bad_service_told"), register.constant("bad_service_telling_on")
    told_on, known = register.constant("bad_service_told_on"), register.constant("acquaintances")
    ways = []
    if told and telling_on and told_on:
        formula = (
            "heard * (bad_service_told * (1 - bad_service_telling_on) + bad_service_told_on * bad_service_telling_on)"
            if register.readings.get("bad_service_telling_on") == OF_COMPLAINERS
            else "heard * bad_service_told * (1 + bad_service_telling_on * bad_service_told_on)"
        )
        ways.append(computed("reached_by_telling", formula, heard, told, telling_on, told_on, unit="people"))
    if known:
        ways.append(computed("reached_acquaintances", "heard * acquaintances", heard, known, unit="people"))
    return span("reached", *ways) if ways else None


def make_good(register: Register, heard: Figure) -> Figure | None:
    """Good turns that mend it."""
    turns = register.constant("good_turns_per_bad")
    return computed("make_good", "heard * good_turns_per_bad", heard, turns, unit="count") if turns else None


def truly_dissatisfied(register: Register, heard: Figure) -> Figure | None:
    """How many are dissatisfied when so many were heard: each source by itself, for they are far apart."""
    ways = [
        computed("dissatisfied", "heard / complaints_heard", heard, answer.named("complaints_heard"), unit="customers", places=1)
        for answer in register.answers("complaints_heard")
        if isinstance(answer.low, Decimal) and answer.low > 0
    ]
    return span("truly_dissatisfied", *ways) if ways else None


def money_at_stake(register: Register, annual_value: Figure) -> tuple[Figure, ...]:
    """What a year with this customer, and the customer as a whole, is worth when the odds are against us."""
    unsolved, solved = register.range("lost_when_unsolved"), register.range("lost_when_solved")
    worth = register.range("old_customer_worth")
    currency = annual_value.currency
    found = []
    if unsolved:
        formula = "annual_value * lost_when_unsolved"
        found.append(computed("at_stake_unsolved", formula, annual_value, unsolved, unit="money", currency=currency, places=2))
    if solved:
        formula = "annual_value * lost_when_solved"
        found.append(computed("at_stake_solved", formula, annual_value, solved, unit="money", currency=currency, places=2))
    if worth:
        formula = "annual_value * old_customer_worth"
        found.append(computed("customer_worth", formula, annual_value, worth, unit="money", currency=currency, places=2))
    return tuple(found)


def winning_cost(register: Register, annual_value: Figure | None, keeping_share: Decimal | None) -> Figure | None:
    """What winning a customer in its place costs; as a multiple of keeping one while nobody says what that costs us."""
    times = register.range("new_customer_cost")
    if times is None or annual_value is None or keeping_share is None:
        return times
    share = entered("keeping_share", keeping_share, unit="share")
    formula = "annual_value * keeping_share * new_customer_cost"
    return computed("winning_cost", formula, annual_value, share, times, unit="money", currency=annual_value.currency, places=2)
