"""What a year with a customer is worth when we may lose it (row 24), opened to its parts.

Two ways lead to it, and both are only ways: what the night's model thinks of its leaving, and what the sources say of customers
whose complaint is not solved. With both the figure spans them; without either there is none.
"""

from decimal import Decimal

from crm.constants.register import Register
from crm.explain import Figure, computed, span

#: In the register: the odds of losing a customer whose complaint is not solved.
UNSOLVED = "lost_when_unsolved"


def at_stake(register: Register, *, annual_value: Figure, alive: Figure | None, open_complaints: int) -> Figure | None:
    """None where nothing is sold to it, or where neither way is open."""
    if not isinstance(annual_value.low, Decimal) or annual_value.low <= 0:
        return None
    unsolved = register.range(UNSOLVED) if open_complaints else None
    ways = []
    if alive is not None:
        leaving = computed("leaving", "1 - alive", alive, unit="share")
        ways.append(_of_value("at_stake_leaving", annual_value, leaving))
    if unsolved is not None:
        ways.append(_of_value("at_stake_unsolved", annual_value, unsolved))
    if len(ways) == 1:
        return ways[0].named("at_stake")
    return span("at_stake", *ways) if ways else None


def _of_value(name: str, annual_value: Figure, odds: Figure) -> Figure:
    formula = f"{annual_value.name} * {odds.name}"
    return computed(name, formula, annual_value, odds, unit="money", currency=annual_value.currency, places=2)
