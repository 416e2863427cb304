"""The trust line of an account and how far one act may have reached, by the register's numbers (rows 1, 36)."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Account, TrustEvent
from accounts.trust import Act, TrustLine, trust_line
from crm.constants.queries import read_register
from crm.constants.register import Register
from crm.explain import Figure, computed, span

GOOD_PER_BAD = "good_turns_per_bad"

#: The ten who were told tell on; or a fifth of those who complain does. The source leaves open of whom it speaks.
FORMULAS = {
    "of_the_told": "bad_service_told * (1 + bad_service_telling_on * bad_service_told_on)",
    "of_complainers": "bad_service_told + bad_service_telling_on * bad_service_told_on",
}


@dataclass(frozen=True, slots=True)
class Trust:
    """`reach` by effect: how many people one such act may have reached, with its arithmetic; None when the register is silent."""

    line: TrustLine
    reach: dict[str, Figure | None]


def trust_of(account: Account) -> Trust:
    """Both in two statements, however long the history."""
    register = read_register()
    good_per_bad = register.constant(GOOD_PER_BAD)
    acts = [
        Act(effect, at)
        for effect, at in TrustEvent.objects.standing().filter(account=account).order_by("at").values_list("effect", "at")
    ]
    line = trust_line(acts, good_per_bad=good_per_bad.low if good_per_bad and isinstance(good_per_bad.low, Decimal) else None)
    return Trust(line, {effect: reach(register, effect) for effect in TrustEvent.Effect.values})


def reach(register: Register, effect: str) -> Figure | None:
    """How many people one act may have reached: a range where the sources differ."""
    if effect == TrustEvent.Effect.BUILT:
        told = register.constant("good_service_told")
        return computed("people_reached", "good_service_told", told, unit="people") if told else None
    ways = [way for way in (_told_on(register), register.constant("acquaintances")) if way is not None]
    return span("people_reached", *ways) if ways else None


def _told_on(register: Register) -> Figure | None:
    names = ("bad_service_told", "bad_service_telling_on", "bad_service_told_on")
    inputs = [figure for name in names if (figure := register.constant(name)) is not None]
    formula = FORMULAS.get(register.readings.get("bad_service_telling_on", ""))
    if len(inputs) < len(names) or formula is None:
        return None
    return computed("told_and_told_on", formula, *inputs, unit="people")
